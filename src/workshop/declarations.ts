/**
 * The engine's own declarations of what a scenario is, as one text without imports: what the editor of the workshop and
 * the compiler of its project know. Made from the source by the compiler, so that it cannot fall behind.
 */
import { resolve } from 'node:path'
import ts from 'typescript'

/**
 * Declarations of everything a module exports, and of the types that those speak of.
 *
 * @param file from the root of the repository
 * @throws when the module exports something else than types, functions and constants
 */
export function declarationsOf(file: string, root: string): string {
  const path = resolve(root, file)
  const program = ts.createProgram([path], {
    target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, strict: true, exactOptionalPropertyTypes: true, noEmit: true, allowImportingTsExtensions: true,
    lib: ['lib.es2023.d.ts'], types: ['node'], skipLibCheck: true,
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(path)
  const module = source && checker.getSymbolAtLocation(source)
  if (!module) throw new Error(`${file} is no module`)
  const printed = new Map<string, string>()
  const exported = checker.getExportsOfModule(module)
  const names = new Set(exported.map(({ name }) => name))
  const waiting = exported.map(symbol => whole(checker, symbol))
  for (let symbol = waiting.shift(); symbol; symbol = waiting.shift()) {
    if (printed.has(symbol.name)) continue
    const node = symbol.declarations?.[0]
    if (!node) throw new Error(`${symbol.name} is declared nowhere`)
    printed.set(symbol.name, `${documentation(node)}${names.has(symbol.name) ? 'export ' : ''}${declarationOf(checker, symbol, node)}`)
    if (!isExpanded(node)) for (const other of namedIn(checker, node)) waiting.push(other)
  }
  return `${[...printed.values()].join('\n\n')}\n`
}

/** The same as the declaration of a module of that name, for who has no files: all of it is ambient there. */
export const moduleOf = (name: string, declarations: string): string => `declare module '${name}' {\n${declarations.replaceAll(/^(export )?declare /gm, '$1')}}\n`

const whole = (checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)

/** `type CheckName = (typeof CHECKS)[number]['name']` speaks of values: what it comes to is written instead, as the type of a constant is. */
const isExpanded = (node: ts.Node): boolean => (ts.isTypeAliasDeclaration(node) && /\btypeof\b/.test(node.type.getText())) || (ts.isVariableDeclaration(node) && !(node.initializer && ts.isArrowFunction(node.initializer)))

function declarationOf(checker: ts.TypeChecker, symbol: ts.Symbol, node: ts.Declaration): string {
  if (ts.isTypeAliasDeclaration(node) && isExpanded(node)) {
    const type = checker.typeToString(checker.getTypeAtLocation(node), undefined, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias)
    return `type ${symbol.name} = ${type}`
  }
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return `${node.getText().replace(/^export\s+/, '')}`
  if (ts.isVariableDeclaration(node) && node.initializer && ts.isArrowFunction(node.initializer)) {
    const { typeParameters, parameters, type } = node.initializer
    const generics = typeParameters ? `<${typeParameters.map(parameter => parameter.getText()).join(', ')}>` : ''
    return `declare function ${symbol.name}${generics}(${parameters.map(parameter => parameter.getText()).join(', ')}): ${type?.getText() ?? 'void'}`
  }
  if (ts.isVariableDeclaration(node)) return `declare const ${symbol.name}: ${checker.typeToString(checker.getTypeAtLocation(node), undefined, ts.TypeFormatFlags.NoTruncation)}`
  if (ts.isFunctionDeclaration(node)) return `declare ${node.getText().slice(0, node.body ? node.body.getStart() - node.getStart() : undefined).replace(/^export\s+/, '').trimEnd()}`
  throw new Error(`${symbol.name} is neither a type nor a function nor a constant`)
}

function documentation(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(ts.isVariableDeclaration(node) ? node.parent.parent : node).filter(ts.isJSDoc)
  return comments.map(comment => `${comment.getText()}\n`).join('')
}

/** Types that a declaration speaks of, but for those of the language. */
function namedIn(checker: ts.TypeChecker, node: ts.Node): ts.Symbol[] {
  const found: ts.Symbol[] = []
  const look = (at: ts.Node): void => {
    if (ts.isTypeReferenceNode(at) || ts.isExpressionWithTypeArguments(at)) {
      const symbol = checker.getSymbolAtLocation(ts.isTypeReferenceNode(at) ? at.typeName : at.expression)
      const known = symbol && whole(checker, symbol)
      const declaration = known?.declarations?.[0]
      if (known && declaration && !ts.isTypeParameterDeclaration(declaration) && !declaration.getSourceFile().isDeclarationFile) found.push(known)
    }
    // The body of a function is nobody's business.
    if (!ts.isBlock(at)) ts.forEachChild(at, look)
  }
  look(node)
  return found
}
