"""Every deed the audit log knows, in words. Pure."""

from awards.errors import N_

# noun.verb, as the log stores it -> what staff read.
DEEDS = {
    "award.created": N_("set up the award"),
    "award.changed": N_("changed the award"),
}
