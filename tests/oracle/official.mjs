// What GitHub's own parsers say. Reads requests from standard input, one JSON value a line, and answers each
// with one line:
//   {"file": "a.yml", "text": "..."}       -> facts of a workflow, or of an action if the file is an action.yml
//   {"expression": "...", "contexts": []}  -> {"error": "...", "position": 3} or {"tree": ...}
//   {"headings": ["...", ...]}             -> {"slugs": [...]}, of the headings of one file
//
// Facts are read after the conversion that GitHub does, so that `if:` without braces counts as the expression
// that it is; texts come from the YAML library, which knows them without the indentation of the file.
import readline from "node:readline";
import * as parser from "@actions/workflow-parser";
import {Lexer, Parser} from "@actions/expressions";
import * as ast from "@actions/expressions/ast";
import {TokenType} from "@actions/expressions/lexer";
import {parseAction} from "@actions/workflow-parser/actions/action-parser";
import {convertActionTemplate} from "@actions/workflow-parser/actions/action-template";
import {FeatureFlags} from "@actions/expressions/features";
import {TemplateContext, TemplateValidationErrors} from "@actions/workflow-parser/templates/template-context";
import {getWorkflowSchema} from "@actions/workflow-parser/workflows/workflow-schema";
import GithubSlugger from "github-slugger";
import {LineCounter, parseDocument, visit} from "yaml";

const CONDITIONS = new Set(["job-if", "step-if", "snapshot-if", "runs-if"]);

const isMapping = (token) => parser.isMapping?.(token);
const isSequence = (token) => parser.isSequence?.(token);
const isExpression = (token) => parser.isBasicExpression?.(token);

function* pairs(token) {
  if (isMapping(token)) for (let i = 0; i < token.count; i++) yield token.get(i);
}

function* items(token) {
  if (isSequence(token)) for (let i = 0; i < token.count; i++) yield token.get(i);
}

function* walk(token, isKey = false) {
  if (!token) return;
  yield [token, isKey];
  for (const pair of pairs(token)) {
    yield* walk(pair.key, true);
    yield* walk(pair.value);
  }
  for (const item of items(token)) yield* walk(item);
}

// Every scalar by its line, each with its column and its text as written: `1.10` is no 1.1 to a reader.
function scalars(text) {
  const lines = new LineCounter();
  const found = new Map();
  visit(parseDocument(text, {lineCounter: lines, uniqueKeys: false}), {
    Scalar(_, node) {
      const {line, col} = lines.linePos(node.range[0]);
      if (!found.has(line)) found.set(line, []);
      found.get(line).push([col, typeof node.value === "string" ? node.value : node.value === null ? "" : node.source]);
    },
  });
  return found;
}

class File {
  constructor(text) {
    this.scalars = scalars(text);
    this.references = {};
  }

  text(token) {
    if (token === undefined || token === null) return null;
    if (!("value" in token) && !isExpression(token)) return "";
    // An expression starts inside of the quotes around it.
    const {line, column} = token.range.start;
    const before = (this.scalars.get(line) ?? []).filter(([start]) => start <= column);
    return before.length ? before.at(-1)[1] : String(token.value);
  }

  get(token, name) {
    for (const pair of pairs(token)) if (pair.key.toString() === name) return pair.value;
    return undefined;
  }

  keys(token) {
    return [...pairs(token)].map((pair) => this.text(pair.key));
  }

  values(token) {
    return Object.fromEntries([...pairs(token)].map((pair) => [this.text(pair.key), this.text(pair.value)]));
  }

  texts(token) {
    if (token === undefined) return [];
    return isSequence(token) ? [...items(token)].map((item) => this.text(item)) : [this.text(token)];
  }

  note(expression, line) {
    let tokens;
    try {
      tokens = new Lexer(expression).lex().tokens;
    } catch {
      return;
    }
    for (let i = 0; i < tokens.length; i++) {
      if (tokens[i].type !== TokenType.IDENTIFIER || tokens[i - 1]?.type === TokenType.DOT) continue;
      if (tokens[i + 1]?.type === TokenType.LEFT_PAREN) continue;
      let name = tokens[i].lexeme.toLowerCase();
      let next = i + 1;
      for (;;) {
        if (tokens[next].type === TokenType.DOT && tokens[next + 1].type === TokenType.IDENTIFIER) {
          name += `.${tokens[next + 1].lexeme}`;
          next += 2;
        } else if (
          tokens[next].type === TokenType.LEFT_BRACKET &&
          tokens[next + 1].type === TokenType.STRING &&
          tokens[next + 2]?.type === TokenType.RIGHT_BRACKET
        ) {
          name += `.${tokens[next + 1].value}`;
          next += 3;
        } else break;
      }
      (this.references[name] ??= new Set()).add(line + tokens[i].range.start.line);
    }
  }

  collect(root) {
    for (const [token, isKey] of walk(root)) {
      if (isExpression(token)) {
        // In a text of several lines the parser counts from the line after the start, which is right for blocks only.
        const several = token.range.start.line !== token.range.end.line;
        const excess = several && token.blockScalarHeader === undefined ? 1 : 0;
        for (const one of token.originalExpressions?.length ? token.originalExpressions : [token]) {
          this.note(one.expression, (one.expressionRange ?? one.range).start.line - (one.expressionRange ? excess : 0));
        }
      } else if (!isKey && CONDITIONS.has(token.definition?.key) && "value" in token) {
        // The source keeps the line breaks that folding takes out of the value.
        const quoted = /^(['"]).*\1$/s.test(token.source ?? "");
        const value = quoted || token.source === undefined ? String(token.value) : token.source;
        const lead = value.slice(0, value.length - value.trimStart().length).split("\n").length - 1;
        this.note(value.trim(), token.range.start.line + (token.blockScalarHeader === undefined ? 0 : 1) + lead);
      }
    }
  }

  steps(token) {
    return [...items(token)].map((step) => ({
      line: step.range?.start.line ?? null,
      ...Object.fromEntries(
        ["id", "name", "uses", "run", "shell", "if", "working-directory", "continue-on-error", "timeout-minutes"].map(
          (name) => [name, this.text(this.get(step, name))],
        ),
      ),
      env: this.values(this.get(step, "env")),
      with: this.values(this.get(step, "with")),
      parallel: this.steps(this.get(step, "parallel")),
    }));
  }

  container(token) {
    if (token === undefined) return null;
    return isMapping(token)
      ? {image: this.text(this.get(token, "image")), env: this.keys(this.get(token, "env")), ports: this.texts(this.get(token, "ports"))}
      : {image: this.text(token), env: [], ports: []};
  }

  job(token, line) {
    const environment = this.get(token, "environment");
    return {
      line,
      ...Object.fromEntries(
        ["name", "if", "uses", "timeout-minutes", "continue-on-error"].map((name) => [name, this.text(this.get(token, name))]),
      ),
      needs: this.texts(this.get(token, "needs")),
      environment: isMapping(environment) ? this.text(this.get(environment, "name")) : this.text(environment),
      env: this.values(this.get(token, "env")),
      outputs: this.values(this.get(token, "outputs")),
      with: this.values(this.get(token, "with")),
      secrets: this.keys(this.get(token, "secrets")),
      services: Object.fromEntries(
        [...pairs(this.get(token, "services"))].map((pair) => [this.text(pair.key), this.container(pair.value)]),
      ),
      container: this.container(this.get(token, "container")),
      steps: this.steps(this.get(token, "steps")),
    };
  }

  workflow(root) {
    const on = this.get(root, "on");
    return {
      name: this.text(this.get(root, "name")),
      on: isMapping(on) ? this.keys(on) : this.texts(on),
      env: this.values(this.get(root, "env")),
      jobs: Object.fromEntries(
        [...pairs(this.get(root, "jobs"))].map((pair) => [
          this.text(pair.key),
          this.job(pair.value, pair.key.range.start.line),
        ]),
      ),
    };
  }

  action(root) {
    const runs = this.get(root, "runs");
    const declared = (token, names) =>
      Object.fromEntries(
        [...pairs(token)].map((pair) => [
          this.text(pair.key),
          Object.fromEntries(names.map((name) => [name, this.text(this.get(pair.value, name))])),
        ]),
      );
    return {
      name: this.text(this.get(root, "name")),
      inputs: declared(this.get(root, "inputs"), ["required", "default"]),
      outputs: declared(this.get(root, "outputs"), ["value"]),
      using: this.text(this.get(runs, "using")),
      main: this.text(this.get(runs, "main")),
      image: this.text(this.get(runs, "image")),
      steps: this.steps(this.get(runs, "steps")),
    };
  }
}

const errors = (context) =>
  context.errors.getErrors().map((error) => ({
    message: error.rawMessage ?? error.message,
    line: error.range?.start?.line ?? null,
  }));

async function read({file: name, text}) {
  const trace = new parser.NoOperationTraceWriter();
  const isAction = /(^|\/)action\.ya?ml$/.test(name);
  // Steps that run in the background are behind a switch.
  const featureFlags = new FeatureFlags({all: true});
  const context = new TemplateContext(new TemplateValidationErrors(), getWorkflowSchema(), trace);
  context.state.featureFlags = featureFlags;
  let result;
  try {
    result = isAction ? parseAction({name, content: text}, trace) : parser.parseWorkflow({name, content: text}, context);
    const read = errors(result.context);
    if (!isMapping(result.value)) return {read, converted: [], facts: null};
    const file = new File(text);
    file.collect(result.value);
    const facts = isAction ? file.action(result.value) : file.workflow(result.value);
    facts.references = Object.fromEntries(
      Object.entries(file.references).map(([key, lines]) => [key, [...lines].sort((a, b) => a - b)]),
    );
    if (isAction) convertActionTemplate(result.context, result.value, {errorPolicy: 1});
    else await parser.convertWorkflowTemplate(result.context, result.value, undefined, {errorPolicy: 1, featureFlags});
    return {read, converted: errors(result.context).slice(read.length), facts};
  } catch (error) {
    const read = result ? errors(result.context) : [];
    return {read: [...read, {message: `crash: ${error.message}`, line: null}], converted: [], facts: null};
  }
}

function shape(node) {
  switch (true) {
    case node instanceof ast.Literal:
      return ["literal", node.token.lexeme];
    case node instanceof ast.ContextAccess:
      return ["context", node.name.lexeme];
    case node instanceof ast.Star:
      return ["star"];
    case node instanceof ast.IndexAccess:
      return ["access", shape(node.expr), shape(node.index)];
    case node instanceof ast.Grouping:
      return shape(node.group);
    case node instanceof ast.FunctionCall:
      return ["call", node.functionName.lexeme, ...node.args.map(shape)];
    case node instanceof ast.Unary:
      return [node.operator.lexeme, shape(node.expr)];
    case node instanceof ast.Binary:
      return [node.operator.lexeme, shape(node.left), shape(node.right)];
    case node instanceof ast.Logical:
      return node.args.slice(1).reduce((left, right) => [node.operator.lexeme, left, shape(right)], shape(node.args[0]));
  }
  throw new Error("unknown node");
}

function expression({expression: source, contexts = [], functions = []}) {
  try {
    const {tokens} = new Lexer(source).lex();
    const known = functions.map(([name, minArgs, maxArgs]) => ({name, minArgs, maxArgs}));
    const tree = new Parser(tokens, contexts, known).parse();
    return tree === undefined ? {error: "empty", position: 0} : {tree: shape(tree)};
  } catch (error) {
    const located = / at position (\d+) /.exec(error.message);
    const {line, column} = error.tok?.range?.start ?? {};
    return {error: error.message, line: line ?? null, position: located ? Number(located[1]) - 1 : column ?? null};
  }
}

async function main() {
  for await (const line of readline.createInterface({input: process.stdin, crlfDelay: Infinity})) {
    const request = JSON.parse(line);
    if ("headings" in request) {
      const slugger = new GithubSlugger();
      console.log(JSON.stringify({slugs: request.headings.map((heading) => slugger.slug(heading))}));
    } else console.log(JSON.stringify("file" in request ? await read(request) : expression(request)));
  }
}

main();
