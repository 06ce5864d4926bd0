"""How attachments travel to a shared repository that is no folder here: the protocols of Git LFS, spoken by us.

Nobody needs the program `git-lfs` for it, and whoever has it can use it beside us. What comes is hashed on its way in.
"""
