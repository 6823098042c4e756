"""The monitoring cycle as people see it: the files of its forms, its graph, its words."""
