"""This year's school against a baseline: what changed, what a new school year explains, and what is left.

matching    who is who: by key, else by a lasting id, UPN or name and date of birth
identity    ids that are another person's now
rollover    whether the school year turned between the two, and what that explains
people      joiners, leavers, years and details
groups      groups and classes: the same, issued again, renamed, gone, new
memberships who moved where
result      tallies, findings, and the whole comparison
limits      how much may be unexplained before all is held, and what a hold tells
compare     puts them together
document    the comparison as JSON
"""
