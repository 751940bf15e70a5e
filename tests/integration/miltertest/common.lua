-- Shared by the scripts of this folder, which test_miltertest runs with -D socket=…; each prints
-- TAP points by way of point(), and ends with finish().

local count, failed = 0, 0

function point(condition, what)
  count = count + 1
  if not condition then failed = failed + 1 end
  mt.echo((condition and "ok " or "not ok ") .. count .. " - " .. what)
end

function finish()
  mt.echo("1.." .. count)
  if failed > 0 then error(failed .. " points failed") end
end

local all_actions, all_steps = 0x1ff, 0x1fffff

-- A connection after negotiation and connect, offering those actions and protocol steps.
function opened(actions, steps)
  local conn = mt.connect(socket, 40, 0.05)
  if conn == nil then error("no connection to " .. socket) end
  -- miltertest 2.11 sends the two in the other order than its manual says.
  local failure = mt.negotiate(conn, 6, steps or all_steps, actions or all_actions)
  if failure ~= nil then error("negotiation: " .. failure) end
  mt.macro(conn, SMFIC_CONNECT, "j", "mx.example.org")
  if mt.conninfo(conn, "client.example.net", "203.0.113.7") ~= nil then error("conninfo failed") end
  mt.helo(conn, "client.example.net")
  return conn
end

-- One message up to the end of its header.
function head(conn, id, fields)
  mt.macro(conn, SMFIC_MAIL, "i", id)
  mt.mailfrom(conn, "<anna@client.example.net>")
  mt.rcptto(conn, "<ben@example.org>")
  mt.header(conn, "From", " Anna <anna@client.example.net>")
  mt.header(conn, "To", " ben@example.org")
  mt.header(conn, "Subject", " Message " .. id)
  mt.header(conn, "Date", " Mon, 2 Nov 2026 09:15:00 +0000")
  mt.header(conn, "Message-ID", " <" .. id .. "@client.example.net>")
  for _, field in ipairs(fields or {}) do mt.header(conn, field[1], field[2]) end
  mt.eoh(conn)
end

function message(conn, id, fields)
  head(conn, id, fields)
  mt.bodystring(conn, "Hello Ben,\r\n\r\nthis is message " .. id .. ".\r\n")
  mt.eom(conn)
end

function continued(conn)
  return mt.getreply(conn) == SMFIR_CONTINUE
end

function status(conn)
  return mt.getheader(conn, "X-Triage-Status", 0) or ""
end
