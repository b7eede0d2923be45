import type { Gfp5Element } from './gfp5.js';
import { P } from './goldilocks.js';
import { DIAGONAL, EXTERNAL_CONSTANTS, INTERNAL_CONSTANTS } from './poseidon2-constants.js';

const WIDTH = 12;
const RATE = 8;
const HALF_EXTERNAL_ROUNDS = EXTERNAL_CONSTANTS.length / 2;

/** Poseidon2 over Goldilocks as a sponge that overwrites, without padding; `input` are field elements. */
export function hashToGfp5(input: readonly bigint[]): Gfp5Element {
  let state = new Array<bigint>(WIDTH).fill(0n);
  for (let at = 0; at < input.length; at += RATE) {
    const block = input.slice(at, at + RATE);
    state = permute([...block, ...state.slice(block.length)]);
  }
  return state.slice(0, 5) as unknown as Gfp5Element;
}

function permute(input: bigint[]): bigint[] {
  let state = mixExternal(input);
  for (const constants of EXTERNAL_CONSTANTS.slice(0, HALF_EXTERNAL_ROUNDS))
    state = externalRound(state, constants);
  for (const constant of INTERNAL_CONSTANTS) state = internalRound(state, constant);
  for (const constants of EXTERNAL_CONSTANTS.slice(HALF_EXTERNAL_ROUNDS))
    state = externalRound(state, constants);
  return state;
}

function externalRound(state: bigint[], constants: readonly bigint[]): bigint[] {
  return mixExternal(state.map((value, i) => seventhPower(value + constants[i]!)));
}

function internalRound(state: bigint[], constant: bigint): bigint[] {
  const [first, ...rest] = state;
  const mixed = [seventhPower(first! + constant), ...rest];
  const sum = mixed.reduce((a, b) => a + b);
  return mixed.map((value, i) => (value * DIAGONAL[i]! + sum) % P);
}

function seventhPower(value: bigint): bigint {
  const squared = (value * value) % P;
  return (((squared * squared) % P) * ((squared * value) % P)) % P;
}

/** Multiplies each four words by circ(2, 3, 1, 1), then adds to every word the sum of its column. */
function mixExternal(state: bigint[]): bigint[] {
  const blocks = [0, 4, 8].flatMap((at) =>
    mixFour(state[at]!, state[at + 1]!, state[at + 2]!, state[at + 3]!),
  );
  const columns = [0, 1, 2, 3].map((i) => blocks[i]! + blocks[i + 4]! + blocks[i + 8]!);
  return blocks.map((value, i) => (value + columns[i % 4]!) % P);
}

function mixFour(a: bigint, b: bigint, c: bigint, d: bigint): bigint[] {
  const sum = a + b + c + d;
  return [sum + a + 2n * b, sum + b + 2n * c, sum + c + 2n * d, sum + d + 2n * a];
}
