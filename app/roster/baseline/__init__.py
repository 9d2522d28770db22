"""What a school looked like at one moment, without a name in it: counts and keyed hashes.

    hashing     the keyed hashes
    snapshot    people, groups and memberships of a moment, as hashes and numbers
    taking      a snapshot of a roster
    keeping     a snapshot as a sealed file, and back

Next September's roster is hashed with the same key, and the two snapshots are compared by
`app.roster.comparison`.
"""
