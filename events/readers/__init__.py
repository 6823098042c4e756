"""What offices have becomes what events say: tables, logs and lines, each through its mapping.

`importing.Import` is the way in (`plan.ImportPlan` says what and how), `mapping_file.read_mapping`
reads a mapping, `remembered.RegisterMemory` is the port that a store implements, and
`report.ImportReport` is what became of a file. `docs/mapping.md` is the manual.
"""
