-- An MTA that does not offer exact header values: it eats one space and adds one by itself.
dofile(folder .. "/common.lua")
local all_but_space = 0x0fffff
local conn = opened(nil, all_but_space)
point(not mt.test_option(conn, SMFIP_HDR_LEADSPC), "what is not offered is not asked for")
message(conn, "s1")
point(continued(conn), "the answer is CONTINUE")
point(string.find(status(conn), "^complete;") ~= nil, "values have no space of their own: " .. status(conn))
mt.disconnect(conn)
finish()
