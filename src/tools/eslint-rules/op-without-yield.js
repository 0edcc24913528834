/**
 * An operation is a generator: called without `yield*` it does nothing at all, and nothing says so. TypeScript accepts
 * it, so this rule finds three forms of the mistake, by type:
 *
 * - `write(path, bytes)` as a statement: the result is thrown away and nothing is run;
 * - `yield write(path, bytes)`: the scheduler would get a generator where a step is due;
 * - `if (exists(path))`: a generator is always true.
 */
/** Whether a type is a generator (`Op<T>` is one), or may be one. */
function isGenerator(type) {
  if (type.isUnion()) return type.types.some(isGenerator)
  return type.getSymbol()?.name === 'Generator'
}

/** @type {import('eslint').Rule.RuleModule} */
export const opWithoutYield = {
  meta: {
    type: 'problem',
    docs: { description: 'An operation called without `yield*` does nothing' },
    schema: [],
    messages: {
      dropped: 'This operation is never run: put `yield*` before it.',
      unstarred: 'This hands over the operation itself: write `yield*`, not `yield`.',
      condition: 'An operation is always true: run it with `yield*` and test its result.',
    },
  },
  create(context) {
    const services = context.sourceCode.parserServices
    if (!services?.program) throw new Error('op-without-yield needs type information')

    /** Only calls: a generator kept in a variable is somebody's deliberate business. */
    function reportCalls(node, messageId) {
      switch (node?.type) {
        case 'CallExpression':
          if (isGenerator(services.getTypeAtLocation(node))) context.report({ node, messageId })
          break
        case 'LogicalExpression':
          reportCalls(node.right, messageId)
          break
        case 'ConditionalExpression':
          reportCalls(node.consequent, messageId)
          reportCalls(node.alternate, messageId)
          break
        case 'SequenceExpression':
          for (const part of node.expressions) reportCalls(part, messageId)
          break
        case 'UnaryExpression': // `void write(…)`, `!exists(…)`
          reportCalls(node.argument, messageId)
          break
        case 'ChainExpression':
        case 'TSNonNullExpression':
          reportCalls(node.expression, messageId)
          break
      }
    }

    const testOf = (node) => reportCalls(node.test, 'condition')
    return {
      ExpressionStatement: (node) => reportCalls(node.expression, 'dropped'),
      YieldExpression(node) {
        if (!node.delegate) reportCalls(node.argument, 'unstarred')
      },
      IfStatement: testOf,
      WhileStatement: testOf,
      DoWhileStatement: testOf,
      ForStatement: testOf,
      ConditionalExpression: testOf,
      LogicalExpression: (node) => reportCalls(node.left, 'condition'),
    }
  },
}
