// What the vendor's schema says of a dashboard, and of each kind of panel by itself. In JSON an
// enum is its text, so `Plain` takes the members of enums by their values.
import type { AnnotationQuery, Dashboard, Panel, DataQuery } from '@grafana/schema';
import type { Options as Stat } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type { Options as BarGauge } from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type { Options as Table } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type { Options as Series, FieldConfig as SeriesField } from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

type Plain<T> = T extends string ? `${T}`
  : T extends (infer Item)[] ? Plain<Item>[]
  : T extends object ? { [Key in keyof T]: Plain<T[Key]> }
  : T;

// Fields of Prometheus's own, which the schema leaves to the datasource.
type Query = Plain<DataQuery> & {
  expr: string;
  editorMode: 'code' | 'builder';
  legendFormat: string;
  instant: boolean;
  range: boolean;
  format: 'table' | 'time_series' | 'heatmap';
};
type Note = Plain<AnnotationQuery> & {
  expr: string;
  step: string;
  titleFormat: string;
  textFormat: string;
  tagKeys: string;
  useValueForTime: boolean;
};

type Common = Omit<Plain<Panel>, 'type' | 'options' | 'targets' | 'fieldConfig'> & { targets: Query[] };
type Fields = NonNullable<Plain<Panel>['fieldConfig']>;
type Of<Kind extends string, Options, Custom> = Common & {
  type: Kind;
  options: Plain<Partial<Options>>;
  fieldConfig: Omit<Fields, 'defaults'> & {
    defaults: Omit<Fields['defaults'], 'custom'> & Custom;
  };
};
type AnyPanel =
  | Of<'stat', Stat, { custom?: never }>
  | Of<'bargauge', BarGauge, { custom?: never }>
  | Of<'table', Table, { custom?: never }>
  | Of<'timeseries', Series, { custom: Plain<SeriesField> }>
  | { type: 'row'; id: number; title: string; collapsed: boolean; gridPos: NonNullable<Panel['gridPos']>; panels: [] };

export type Typed = Omit<Plain<Dashboard>, 'panels' | 'annotations'> & {
  panels: AnyPanel[];
  annotations: { list: Note[] };
};
