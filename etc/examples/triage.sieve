# Files mail by what triage-milter found. For Dovecot Pigeonhole and other servers with Sieve.
# The fields are only worth trusting where triage-milter runs on every way in: it removes forged ones.
require ["fileinto", "mailbox", "imap4flags", "relational", "comparator-i;ascii-numeric"];

if header :is "X-Triage-Threat" "dangerous" {
    fileinto :create "Junk";
    stop;
}

# Priority is a bare number from 0 to 100, so that it can be compared.
if header :value "ge" :comparator "i;ascii-numeric" "X-Triage-Priority" "70" {
    addflag "\\Flagged";
}

if header :is "X-Triage-Category" ["newsletter", "promotion"] {
    fileinto :create "Newsletters";
} elsif header :is "X-Triage-Category" ["notification", "social"] {
    fileinto :create "Notifications";
}
