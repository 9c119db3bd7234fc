// What commands print with --json, as JSON Schemas made from the types of their sources; `npm run docs` writes them to
// docs/reference/json/.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where the type of a command's output is: what a function returns, an interface, or what `printJson` is given. */
const OUTPUTS: readonly (readonly [command: string, file: string, name: string])[] = [
  ['ping', 'src/cli/system/ping-json.ts', 'pingJson'],
  ['rtt', 'src/commands/rtt.ts', 'printJson'],
  ['server list', 'src/commands/server/list.ts', 'printJson'],
  ['server ping', 'src/commands/server/ping.ts', 'printJson'],
  ['server validate', 'src/cli/server-validate/validate.ts', 'Validation'],
  ['account info', 'src/commands/account/info.ts', 'printJson'],
  ['auth-callout check', 'src/commands/auth-callout/check.ts', 'Checked'],
  ['auth-callout test', 'src/auth-callout/service.ts', 'ShownVerdict'],
];

interface Schema {
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  prefixItems?: Schema[];
  anyOf?: Schema[];
  enum?: (string | number | boolean)[];
}

/** The schema of each command whose output has a type of its own. */
export function jsonSchemas(): Map<string, object> {
  const files = OUTPUTS.map(([, file]) => join(ROOT, file));
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) =>
    ts.sys.readFile(path),
  ) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const program = ts.createProgram(files, { ...options, noEmit: true, incremental: false });
  const checker = program.getTypeChecker();
  return new Map(
    OUTPUTS.map(([command, file, name]) => {
      const source = program.getSourceFile(join(ROOT, file));
      const found = source && typeNamed(name, source, checker);
      if (found === undefined) throw new Error(`${file} has no ${name}`);
      return [
        command,
        {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          title: `natsx ${command} --json`,
          ...new Schemas(checker).of(found),
        },
      ];
    }),
  );
}

function typeNamed(
  name: string,
  source: ts.SourceFile,
  checker: ts.TypeChecker,
): ts.Type | undefined {
  let found: ts.Type | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionDeclaration(node) && node.name?.text === name) {
      const returned = checker.getSignatureFromDeclaration(node)!.getReturnType();
      found ??= checker.getAwaitedType(returned) ?? returned;
    } else if (
      (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) &&
      node.name.text === name
    ) {
      found ??= checker.getTypeAtLocation(node);
    } else if (
      ts.isCallExpression(node) &&
      name === 'printJson' &&
      node.expression.getText() === name
    ) {
      found ??= checker.getTypeAtLocation(node.arguments[1]!);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

class Schemas {
  readonly #checker: ts.TypeChecker;
  /** Those that contain the one that is looked at: a type that contains itself is cut there. */
  readonly #outer: ts.Type[] = [];

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  of(type: ts.Type): Schema {
    const simple = simpleSchema(type);
    if (simple !== undefined) return simple;
    if (this.#outer.includes(type)) return {};
    this.#outer.push(type);
    const schema = type.isUnion() ? this.#union(type) : this.#structure(type);
    this.#outer.pop();
    return schema;
  }

  #union(type: ts.UnionType): Schema {
    const parts = type.types.filter((each) => (each.flags & ts.TypeFlags.Undefined) === 0);
    const literals = parts.map((each) => literalOf(each, this.#checker));
    if (literals.every((each) => each !== undefined)) {
      return literals.length === 2 && literals.every((each) => typeof each === 'boolean')
        ? { type: 'boolean' }
        : { enum: literals };
    }
    const schemas = parts
      .filter((each) => literalOf(each, this.#checker) !== false)
      .map((each) => this.of(each));
    const unique = Array.from(
      new Map(schemas.map((each) => [JSON.stringify(each), each])).values(),
    );
    return unique.length === 1 ? unique[0]! : { anyOf: unique };
  }

  #structure(type: ts.Type): Schema {
    const checker = this.#checker;
    if (checker.isTupleType(type)) {
      const parts = checker.getTypeArguments(type as ts.TypeReference);
      return { type: 'array', prefixItems: parts.map((each) => this.of(each)) };
    }
    if (checker.isArrayType(type)) {
      return {
        type: 'array',
        items: this.of(checker.getTypeArguments(type as ts.TypeReference)[0]!),
      };
    }
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    for (const property of checker.getPropertiesOfType(type)) {
      const propertyType = checker.getTypeOfSymbol(property);
      if (propertyType.getCallSignatures().length > 0) continue;
      const text = ts
        .displayPartsToString(property.getDocumentationComment(checker))
        .replaceAll('\n', ' ');
      properties[property.name] = {
        ...this.of(propertyType),
        ...(text === '' ? {} : { description: text }),
      };
      const mayMiss =
        (property.flags & ts.SymbolFlags.Optional) !== 0 ||
        (propertyType.isUnion() &&
          propertyType.types.some((each) => (each.flags & ts.TypeFlags.Undefined) !== 0));
      if (!mayMiss) required.push(property.name);
    }
    return {
      type: 'object',
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
      ...(required.length === 0 ? {} : { required }),
      ...(index === undefined ? {} : { additionalProperties: this.of(index) }),
    };
  }
}

function simpleSchema(type: ts.Type): Schema | undefined {
  const { flags } = type;
  if ((flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0) return {};
  if (type.isStringLiteral() || type.isNumberLiteral()) return { enum: [type.value] };
  if ((flags & ts.TypeFlags.StringLike) !== 0) return { type: 'string' };
  if ((flags & ts.TypeFlags.NumberLike) !== 0) return { type: 'number' };
  if ((flags & ts.TypeFlags.BooleanLike) !== 0) return { type: 'boolean' };
  if ((flags & ts.TypeFlags.Null) !== 0) return { type: 'null' };
  // JSON has its text.
  return type.symbol?.name === 'Date' ? { type: 'string' } : undefined;
}

function literalOf(type: ts.Type, checker: ts.TypeChecker): string | number | boolean | undefined {
  if (type.isStringLiteral() || type.isNumberLiteral()) return type.value;
  if ((type.flags & ts.TypeFlags.BooleanLiteral) === 0) return undefined;
  return checker.typeToString(type) === 'true';
}
