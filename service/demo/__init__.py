"""The world of `prongsai demo`: an office, its papers and three fiscal years of disclosures, all made up.

Ban Bueng is several places' name and none of them is meant: no province is named, the telephone numbers are all zeros
and the domain is `.example`.
"""
