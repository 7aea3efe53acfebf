"""A service that limits no letters: every process that finds this first on its path is one.

It is the fault that the junk harness exists to find.
"""

from awards import outbox

outbox.MOST_UNCONFIRMED = 0
