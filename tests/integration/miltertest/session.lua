-- Several messages, aborts in every state, unknown commands, an abrupt end.
dofile(folder .. "/common.lua")
local conn = opened()
for i = 1, 5 do
  message(conn, "m" .. i)
  point(continued(conn) and string.find(status(conn), "id=m" .. i) ~= nil, "message " .. i .. " of one connection has its own id: " .. status(conn))
end

mt.mailfrom(conn, "<anna@client.example.net>")
mt.abort(conn)
head(conn, "a1", { { "X-Triage-Threat", " clean" } })
mt.abort(conn)
message(conn, "a2")
point(continued(conn), "after two aborts a message is answered")
point(not mt.eom_check(conn, MT_HDRDELETE), "nothing of the aborted message is left")
point(string.find(status(conn), "id=a2") ~= nil, "nor its id")

mt.abort(conn)
if not mt.test_option(conn, SMFIP_NOUNKNOWN) then
  point(mt.unknown(conn, "XPLAY") == nil, "an unknown command is taken")
end
message(conn, "u1")
point(continued(conn) and string.find(status(conn), "complete") ~= nil, "and a message after it is complete")

head(conn, "d1")
mt.disconnect(conn, false)
conn = opened()
message(conn, "d2")
point(continued(conn), "after an abrupt end another connection is served")
mt.disconnect(conn)
finish()
