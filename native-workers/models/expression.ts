import type { MathNode } from 'mathjs';
import { BadInput } from '../text/bad-input.ts';
import { mathjs } from './mathjs.ts';

/** Functions that may stand in an expression, and those that their derivatives bring in. */
const FUNCTIONS: Readonly<Record<string, (x: number) => number>> = {
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  abs: Math.abs,
  sec: (x) => 1 / Math.cos(x),
  sech: (x) => 1 / Math.cosh(x),
};
/** Those of them that a user may write. */
const WRITABLE = Object.keys(FUNCTIONS).filter((name) => name !== 'sec' && name !== 'sech');

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
};

const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

/** More than any potential of the literature has, little enough that its derivatives stay small. */
const MAX_NODES = 300;

/** A number made from the variable and the parameters. */
export type Evaluate = (r: number, parameters: Readonly<Record<string, number>>) => number;

/** φ and its first two derivatives with respect to r. */
export interface DifferentiableExpression {
  value: Evaluate;
  first: Evaluate;
  second: Evaluate;
}

/** The node of the syntax tree as mathjs has it; only what is read here. */
interface TreeNode {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly op?: string;
  readonly args?: readonly TreeNode[];
  readonly content?: TreeNode;
  readonly fn?: { readonly name?: string };
}

const LANGUAGE =
  'an expression is made of + − * / ^, parentheses, numbers, r, the parameters, pi, e and ' + WRITABLE.join(', ');

function refuse(what: string): never {
  throw new BadInput(`${what}; ${LANGUAGE}`, { field: 'model.potential.expression' });
}

/** What a symbol stands for. */
function readSymbol(name: string, known: ReadonlySet<string>): Evaluate {
  if (name === 'r') return (r) => r;
  if (known.has(name)) return (_, parameters) => parameters[name];
  if (Object.hasOwn(CONSTANTS, name)) return () => CONSTANTS[name];
  return refuse(`unknown name '${name}'`);
}

function readOperator(node: TreeNode, known: ReadonlySet<string>): Evaluate {
  const args = (node.args ?? []).map((arg) => reader(arg, known));
  const op = node.op ?? '';
  if (args.length === 1 && (op === '-' || op === '+')) {
    const [inner] = args;
    return op === '+' ? inner : (r, parameters) => -inner(r, parameters);
  }
  if (!Object.hasOwn(OPERATORS, op) || args.length < 2) return refuse(`'${op}' is not allowed`);
  const apply = OPERATORS[op];
  return (r, parameters) => args.slice(1).reduce((sum, arg) => apply(sum, arg(r, parameters)), args[0](r, parameters));
}

/**
 * The tree as a function: every node is one of the few kinds that are listed here, anything else is refused by name.
 * Nothing is ever compiled or run as code.
 */
function reader(node: TreeNode, known: ReadonlySet<string>): Evaluate {
  switch (node.type) {
    case 'ConstantNode': {
      const { value } = node;
      return typeof value === 'number' ? () => value : refuse(`${JSON.stringify(value)} is no number`);
    }
    case 'SymbolNode':
      return readSymbol(node.name ?? '', known);
    case 'ParenthesisNode':
      return node.content === undefined ? refuse('empty parentheses') : reader(node.content, known);
    case 'OperatorNode':
      return readOperator(node, known);
    case 'FunctionNode': {
      const name = node.fn?.name ?? '';
      const args = node.args ?? [];
      if (!Object.hasOwn(FUNCTIONS, name)) return refuse(`unknown function '${name}'`);
      if (args.length !== 1) return refuse(`${name} takes one argument, got ${args.length}`);
      const inner = reader(args[0], known);
      const apply = FUNCTIONS[name];
      return (r, parameters) => apply(inner(r, parameters));
    }
    default:
      return refuse(`${node.type.replace(/Node$/, '').toLowerCase()} is not allowed`);
  }
}

function parsed(text: string): MathNode {
  try {
    return mathjs().parse(text);
  } catch (error) {
    return refuse(`not an expression: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Reads φ(r) and differentiates it twice, symbolically. `parameters`: the names it may use besides r.
 * Throws `BadInput` naming what is no part of the language, a parameter named like something of it, and one that the
 * expression does not use.
 */
export function differentiable(text: string, parameters: readonly string[]): DifferentiableExpression {
  for (const name of parameters)
    if (name === 'r' || Object.hasOwn(CONSTANTS, name) || Object.hasOwn(FUNCTIONS, name))
      throw new BadInput(`'${name}' has a meaning of its own in expressions; give the parameter another name`, {
        field: `model.potential.parameters.${name}`,
      });
  const tree = parsed(text);
  const known = new Set(parameters);
  const used = new Set<string>();
  let nodes = 0;
  tree.traverse((node: TreeNode) => {
    nodes += 1;
    if (node.type === 'SymbolNode' && node.name !== undefined) used.add(node.name);
    const called = node.type === 'FunctionNode' ? (node.fn?.name ?? '') : null;
    if (called !== null && !WRITABLE.includes(called)) refuse(`unknown function '${called}'`);
  });
  if (nodes > MAX_NODES) refuse(`an expression of ${nodes} terms, more than ${MAX_NODES}`);
  // Before it is differentiated: mathjs would differentiate more than is allowed here.
  const value = reader(tree, known);
  if (!used.has('r')) refuse('it does not depend on r');
  for (const name of parameters)
    if (!used.has(name))
      throw new BadInput(`parameter '${name}' does not occur in the expression`, {
        field: `model.potential.parameters.${name}`,
      });
  const { derivative } = mathjs();
  const first = derivative(tree, 'r');
  const second = derivative(first, 'r');
  return { value, first: reader(first, known), second: reader(second, known) };
}
