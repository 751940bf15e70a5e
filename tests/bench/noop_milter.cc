// The milter that does nothing: the same negotiation as ours, every message answered CONTINUE. What
// the daemon costs is what `make bench` measures against it.
//
//     noop_milter unix:/path/to/socket
#include <cstdio>
#include <libmilter/mfapi.h>

namespace {

constexpr unsigned long no_replies = SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_RCPT
    | SMFIP_NR_DATA | SMFIP_NR_UNKN | SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY;

sfsistat negotiate(SMFICTX*, unsigned long actions, unsigned long steps, unsigned long,
    unsigned long, unsigned long* want_actions, unsigned long* want_steps, unsigned long* a,
    unsigned long* b)
{
    *want_actions = actions & (SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_SETSYMLIST);
    *want_steps = steps & (no_replies | SMFIP_HDR_LEADSPC);
    *a = *b = 0;
    return SMFIS_CONTINUE;
}

sfsistat silent()
{
    return SMFIS_NOREPLY;
}
sfsistat on_connect(SMFICTX*, char*, _SOCK_ADDR*)
{
    return silent();
}
sfsistat on_text(SMFICTX*, char*)
{
    return silent();
}
sfsistat on_unknown(SMFICTX*, const char*)
{
    return silent();
}
sfsistat on_address(SMFICTX*, char**)
{
    return silent();
}
sfsistat on_step(SMFICTX*)
{
    return silent();
}
sfsistat on_header(SMFICTX*, char*, char*)
{
    return silent();
}
sfsistat on_body(SMFICTX*, unsigned char*, std::size_t)
{
    return silent();
}
sfsistat on_end(SMFICTX*)
{
    return SMFIS_CONTINUE;
}

} // namespace

int main(int argc, char** argv)
{
    char name[] = "noop";
    smfiDesc description { name, SMFI_VERSION, SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_SETSYMLIST,
        on_connect, on_text, on_address, on_address, on_header, on_step, on_body, on_end,
        /* abort */ on_end, /* close */ on_end, on_unknown, on_step, negotiate };
    if (argc != 2) {
        std::fprintf(stderr, "usage: noop_milter SOCKET\n");
        return 2;
    }
    if (smfi_register(description) != MI_SUCCESS || smfi_setconn(argv[1]) != MI_SUCCESS
        || smfi_opensocket(true) != MI_SUCCESS) {
        std::fprintf(stderr, "noop_milter: cannot open %s\n", argv[1]);
        return 1;
    }
    return smfi_main() == MI_SUCCESS ? 0 : 1;
}
