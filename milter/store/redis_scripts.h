// What Redis has to do atomically, in Lua: scripts of redis_store.cc. Each begins with `prelude`.
// A record is one string: first and last as 64-bit numbers, then doubles, all little endian (Redis'
// own struct library); so a lookup is one MGET. A delivery is a string too: label, at, due,
// expires, data. Due times are kept by the hour, each hour a list of ids: a sorted set of them
// would take three times the memory. ARGV[1] is the prefix of all keys.
#pragma once

#include <string_view>

namespace store::redis_scripts {

inline constexpr std::string_view prelude = R"lua(
local P = ARGV[1]
local function expire(key, at)
    if at > 0 then redis.call('EXPIREAT', key, at) else redis.call('PERSIST', key) end
end
local function apply(s)
    local p = 1
    while p <= #s do
        local id, at, expires, n
        id, at, expires, n, p = struct.unpack('<c17i8i8I2', s, p)
        local key = P .. 'r:' .. id
        local v = redis.call('GET', key)
        local first, last = at, at
        if v then
            first, last = struct.unpack('<i8i8', v)
            first, last = math.min(first, at), math.max(last, at)
            v = string.sub(v, 17)
        else
            v = ''
        end
        for i = 1, n do
            local field, by, old
            field, by, p = struct.unpack('<I2d', s, p)
            local from = field * 8
            if #v < from + 8 then v = v .. string.rep('\0', from + 8 - #v) end
            old = struct.unpack('<d', v, from + 1)
            v = string.sub(v, 1, from) .. struct.pack('<d', old + by) .. string.sub(v, from + 9)
        end
        redis.call('SET', key, struct.pack('<i8i8', first, last) .. v)
        expire(key, expires)
    end
end
)lua";

// ARGV: prefix, changes
inline constexpr std::string_view apply = "apply(ARGV[2]) return 1";

// ARGV: prefix, message and recipient, delivery, due, expires, changes
inline constexpr std::string_view deliver = R"lua(
local key = P .. 'd:' .. ARGV[2]
if redis.call('EXISTS', key) == 1 then return 0 end
local due, expires = tonumber(ARGV[4]), tonumber(ARGV[5])
redis.call('SET', key, ARGV[3])
expire(key, expires)
if struct.unpack('<B', ARGV[3]) == 0 then
    local hour = math.floor(due / 3600)
    redis.call('RPUSH', P .. 'q:' .. hour, ARGV[2])
    redis.call('ZADD', P .. 'q', hour, hour)
end
apply(ARGV[6])
return 1
)lua";

// ARGV: prefix, message and recipient, label from, label to, changes
inline constexpr std::string_view relabel = R"lua(
local key = P .. 'd:' .. ARGV[2]
local v = redis.call('GET', key)
if not v or struct.unpack('<B', v) ~= tonumber(ARGV[3]) then return 0 end
redis.call('SET', key, struct.pack('<B', tonumber(ARGV[4])) .. string.sub(v, 2), 'KEEPTTL')
apply(ARGV[5])
return 1
)lua";

// ARGV: prefix, now, limit. Ids whose delivery is labelled or gone leave their list here, at its
// head: elsewhere they wait until they are there.
inline constexpr std::string_view due = R"lua(
local now, limit, found = tonumber(ARGV[2]), tonumber(ARGV[3]), {}
local this = math.floor(now / 3600)
for _, hour in ipairs(redis.call('ZRANGEBYSCORE', P .. 'q', '-inf', this)) do
    local list, kept, batch = P .. 'q:' .. hour, 0, nil
    repeat
        batch = redis.call('LRANGE', list, kept, kept + 99)
        for _, id in ipairs(batch) do
            local v = redis.call('GET', P .. 'd:' .. id)
            local open = v and struct.unpack('<B', v) == 0
            if open and struct.unpack('<i8', v, 10) <= now then
                found[#found + 1] = id
                found[#found + 1] = v
            end
            if open or kept > 0 then
                kept = kept + 1
            else
                redis.call('LPOP', list)
            end
            if #found >= 2 * limit then return found end
        end
    until #batch == 0
    if redis.call('EXISTS', list) == 0 and tonumber(hour) < this then
        redis.call('ZREM', P .. 'q', hour)
    end
end
return found
)lua";

} // namespace store::redis_scripts
