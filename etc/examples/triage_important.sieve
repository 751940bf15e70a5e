# Marks, and tells, what the recipient will want soon. For Dovecot Pigeonhole and other servers with
# Sieve; the fields are only worth trusting where triage-milter runs on every way in.
require ["imap4flags", "relational", "comparator-i;ascii-numeric", "enotify", "variables"];

# RFC 8457: clients show $Important in their own way.
if allof (header :value "ge" :comparator "i;ascii-numeric" "X-Triage-Priority" "70",
          header :is "X-Triage-Threat" "clean") {
    addflag "$Important";
}

# Urgent mail by a note to another address, such as a telephone's. The summary is text of the sender.
if allof (header :is "X-Triage-Band" "urgent", header :is "X-Triage-Threat" "clean",
          header :matches "X-Triage-Summary" "*") {
    notify :importance "1" :message "${1}" "mailto:ann.phone@example.org";
}
