"""Everything that touches git, disk and network; what a repository must look like is `repo_schema`'s."""
