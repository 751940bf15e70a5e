# At delivery, before the scripts of users: a message to several gets the priority, band, category and
# reasons of the recipient whose copy this is. As a test, filter may fail without harm: the message
# then stays as it is.
require ["envelope", "variables", "vnd.dovecot.filter"];

if envelope :matches "to" "*" {
    if filter "triage-stamp" "${1}" {
    }
}
