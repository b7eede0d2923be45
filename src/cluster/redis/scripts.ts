/**
 * The scripts that a Redis or Valkey (6.2 or newer) runs for us. A script that fails half way is not undone, so every
 * check comes before the first write. The text of an error holds a space; without one Redis 7 puts `ERR ` before it.
 */

/** KEYS lease term head log; ARGV instance ttl run newEpoch address → [1, value, epoch, fresh] or [0] */
export const ACQUIRE = `
if redis.call('get', KEYS[1]) then return {0} end
local t = redis.call('time') local ms = t[1] * 1000 + math.floor(t[2] / 1000)
local term = string.format('%d', math.max(tonumber(redis.call('get', KEYS[2]) or '0') + 1, ms))
redis.call('set', KEYS[2], term)
local value = term .. ':' .. ARGV[1]
redis.call('set', KEYS[1], value, 'px', ARGV[2])
local fresh = redis.call('hget', KEYS[3], 'run') ~= ARGV[3] and 1 or 0
if fresh == 1 then redis.call('hset', KEYS[3], 'v', 1, 'run', ARGV[3], 'epoch', ARGV[4]) end
local epoch = redis.call('hget', KEYS[3], 'epoch')
local id = term .. '-0'
redis.call('xadd', KEYS[4], id, 'k', 't', 'e', epoch, 'p', redis.call('hget', KEYS[3], 'last') or '', 'f', fresh, 'i', ARGV[1], 'a', ARGV[5])
redis.call('hset', KEYS[3], 'last', id, 'leader', ARGV[5])
return {1, value, epoch, fresh}`;

/** KEYS lease; ARGV value ttl → 1 or 0 */
export const RENEW = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('pexpire', KEYS[1], ARGV[2])
return 1`;

/** Common beginning of the fenced scripts: KEYS[1] is the lease, ARGV[1] the value that it must have. */
const FENCE = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return redis.error_reply('FENCED lease lost') end`;

/**
 * The entry ARGV[2] must follow ARGV[3], the last one. One that is stored already is answered with DUP: only the owner
 * of a term writes its ids, in order, so an id of this term up to the last one went through and only its answer was lost.
 */
const FOLLOWS = `
local last = redis.call('hget', KEYS[2], 'last')
local lastTerm, lastN = string.match(last or '', '^(%d+)-(%d+)$')
local term, n = string.match(ARGV[2], '^(%d+)-(%d+)$')
if lastTerm == term and tonumber(n) <= tonumber(lastN) then return 'DUP' end
if last ~= ARGV[3] then return redis.error_reply('CONFLICT last entry is ' .. tostring(last)) end`;

/** Applies the writes that begin at ARGV[at] to KEYS[from] and the following: cleared prefixes, sets, deletes. */
const WRITE_HASHES = `
local function writeHashes(from, at)
  local function take() at = at + 1 return ARGV[at - 1] end
  for k = from, #KEYS do
    for i = 1, tonumber(take()) do
      local prefix = take()
      for _, field in ipairs(redis.call('hkeys', KEYS[k])) do
        if string.sub(field, 1, #prefix) == prefix then redis.call('hdel', KEYS[k], field) end
      end
    end
    local chunk = {}
    for i = 1, tonumber(take()) do
      chunk[#chunk + 1] = take() chunk[#chunk + 1] = take()
      if #chunk == 1000 then redis.call('hset', KEYS[k], unpack(chunk)) chunk = {} end
    end
    if #chunk > 0 then redis.call('hset', KEYS[k], unpack(chunk)) end
    for i = 1, tonumber(take()) do redis.call('hdel', KEYS[k], take()) end
  end
end`;

/**
 * KEYS lease head log rows, then each hash written.
 * ARGV value, id, previous, count of log words and the words, keepLogFrom, total, count of words of the rows and the words,
 * keepRowsFrom, count of streams and (stream, before, after) each, then the writes of each hash.
 */
export const APPEND = `${FENCE}
${FOLLOWS}
local at = 4
local function take() at = at + 1 return ARGV[at - 1] end
local function takeWords()
  local words = {}
  for i = 1, tonumber(take()) do words[i] = take() end
  return words
end
local words = takeWords()
local keepLogFrom, total = take(), take()
local rows = takeWords()
local keepRowsFrom = take()
local seqs = {}
for i = 1, tonumber(take()) do
  local stream, before, after = take(), take(), take()
  if (redis.call('hget', KEYS[2], 's:' .. stream) or '0') ~= before then return redis.error_reply('CONFLICT sequence number of ' .. stream) end
  seqs[#seqs + 1] = 's:' .. stream seqs[#seqs + 1] = after
end
${WRITE_HASHES}
writeHashes(5, at)
if #seqs > 0 then redis.call('hset', KEYS[2], unpack(seqs)) end
if #rows > 0 then redis.call('xadd', KEYS[4], 'MINID', keepRowsFrom, ARGV[2], unpack(rows)) end
redis.call('xadd', KEYS[3], 'MINID', '~', keepLogFrom, ARGV[2], unpack(words))
redis.call('hset', KEYS[2], 'last', ARGV[2], 'total', total)
return 'OK'`;

/** KEYS lease value; ARGV lease value, text */
export const PUT = `${FENCE}
redis.call('set', KEYS[2], ARGV[2])
return 'OK'`;

/** KEYS lease, then each hash written; ARGV value, then the writes of each hash. */
export const WRITE = `${FENCE}
${WRITE_HASHES}
writeHashes(2, 2)
return 'OK'`;

/** KEYS lease head log; ARGV value id previous */
export const RELEASE = `${FENCE}
${FOLLOWS}
redis.call('xadd', KEYS[3], ARGV[2], 'k', 'e')
redis.call('hset', KEYS[2], 'last', ARGV[2])
redis.call('del', KEYS[1])
return 'OK'`;

/** KEYS lease head log, then the hashes dropped; ARGV value id previous epoch accounts instance address */
export const BEGIN = `${FENCE}
${FOLLOWS}
for k = 4, #KEYS do redis.call('del', KEYS[k]) end
for _, field in ipairs(redis.call('hkeys', KEYS[2])) do
  if string.sub(field, 1, 2) == 's:' then redis.call('hdel', KEYS[2], field) end
end
redis.call('hset', KEYS[2], 'epoch', ARGV[4], 'accounts', ARGV[5], 'last', ARGV[2], 'total', 0)
redis.call('xadd', KEYS[3], ARGV[2], 'k', 't', 'e', ARGV[4], 'p', ARGV[3], 'f', 1, 'i', ARGV[6], 'a', ARGV[7])
return 'OK'`;

/** KEYS the counters; ARGV by, ttl of each → the new totals */
export const ADD = `
local totals = {}
for i = 1, #KEYS do
  totals[i] = redis.call('incrby', KEYS[i], ARGV[2 * i - 1])
  if totals[i] == tonumber(ARGV[2 * i - 1]) then redis.call('pexpire', KEYS[i], ARGV[2 * i]) end
end
return totals`;
