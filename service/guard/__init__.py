"""The guard of a shared repository: refuses, before it lands, whatever verification would reject."""
