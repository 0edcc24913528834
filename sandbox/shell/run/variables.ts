/** A shell variable. Arrays keep their elements in order of index, maps in order of insertion. */
export interface Variable {
  value: string | Map<number, string> | Map<string, string> | undefined
  readonly kind: 'scalar' | 'array' | 'map'
  exported: boolean
  readonly: boolean
  integer: boolean
  letters: 'upper' | 'lower' | undefined
  /** The value is the name of another variable: `declare -n`. */
  reference: boolean
}

export const newVariable = (kind: Variable['kind'] = 'scalar'): Variable => ({
  value: kind === 'scalar' ? undefined : new Map(), kind, exported: false, readonly: false, integer: false, letters: undefined, reference: false,
})

const copy = (variable: Variable): Variable => ({ ...variable, value: variable.value instanceof Map ? new Map(variable.value as Map<string, string>) : variable.value })

/**
 * All variables of one shell. A function's locals are a scope of their own that what it calls sees too (dynamic
 * scoping).
 */
export class Variables {
  private scopes: Map<string, Variable>[] = [new Map()]
  /** Bumped with every change that could reach the environment. */
  private environmentCache: Map<string, string> | undefined
  /** Values computed at each look: `RANDOM`, `SECONDS`. Assigning one ends it, unless `assign` takes it. */
  readonly computed = new Map<string, () => string>()

  /** A copy for a subshell. */
  clone(): Variables {
    const twin = new Variables()
    twin.scopes = this.scopes.map(scope => new Map(Array.from(scope, ([name, variable]) => [name, copy(variable)])))
    return twin
  }

  get depth(): number {
    return this.scopes.length
  }

  pushScope(): void {
    this.scopes.push(new Map())
  }

  popScope(): void {
    this.scopes.pop()
    this.environmentCache = undefined
  }

  find(name: string): Variable | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const found = this.scopes[i]?.get(name)
      if (found) {
        if (found.reference && typeof found.value === 'string' && found.value !== name) return this.find(found.value) ?? undefined
        return found
      }
    }
    return undefined
  }

  /** The variable itself, not what a reference names. */
  findExact(name: string): Variable | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const found = this.scopes[i]?.get(name)
      if (found) return found
    }
    return undefined
  }

  isLocal(name: string): boolean {
    return this.scopes.length > 1 && this.scopes[this.scopes.length - 1]?.has(name) === true
  }

  /** The variable, made where it is missing: in the outermost scope. */
  ensure(name: string, kind: Variable['kind'] = 'scalar'): Variable {
    const found = this.find(name)
    this.environmentCache = undefined
    if (found) return found
    const reference = this.findExact(name)
    const target = reference?.reference && typeof reference.value === 'string' ? reference.value : name
    const made = newVariable(kind)
    this.scopes[0]?.set(target, made)
    return made
  }

  /** A variable of the innermost scope. */
  local(name: string, variable: Variable): Variable {
    this.scopes[this.scopes.length - 1]?.set(name, variable)
    this.environmentCache = undefined
    return variable
  }

  /** The scalar value, or element 0. */
  get(name: string): string | undefined {
    const computed = this.computed.get(name)
    if (computed) return computed()
    const value = this.find(name)?.value
    if (value === undefined || typeof value === 'string') return value
    return (value as Map<unknown, string>).get(value.size > 0 && typeof value.keys().next().value === 'string' ? '0' : 0)
  }

  /** Assign without looking at attributes; for the shell's own variables. */
  set(name: string, value: string): void {
    const variable = this.ensure(name)
    if (variable.value instanceof Map) (variable.value as Map<unknown, string>).set(variable.kind === 'map' ? '0' : 0, value)
    else variable.value = value
  }

  /** Replace a variable's whole record, keeping the scope it is in. */
  replace(name: string, variable: Variable): void {
    this.environmentCache = undefined
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      if (this.scopes[i]?.has(name)) {
        this.scopes[i]?.set(name, variable)
        return
      }
    }
    this.scopes[0]?.set(name, variable)
  }

  unset(name: string): void {
    this.environmentCache = undefined
    this.computed.delete(name)
    // What is local to the running function stays local, without a value.
    if (this.isLocal(name)) {
      this.local(name, newVariable())
      return
    }
    for (let i = this.scopes.length - 1; i >= 0; i--) if (this.scopes[i]?.delete(name)) return
  }

  /** Forget what the environment was: an attribute changed. */
  touch(): void {
    this.environmentCache = undefined
  }

  /** Names of all variables that are set or declared, sorted. */
  names(): string[] {
    const names = new Set<string>()
    for (const scope of this.scopes) for (const name of scope.keys()) names.add(name)
    return [...names].sort()
  }

  /** What a program gets. */
  environment(): Map<string, string> {
    if (this.environmentCache) return this.environmentCache
    const environment = new Map<string, string>()
    for (const name of this.exportOrder()) {
      const variable = this.find(name)
      if (variable?.exported && typeof variable.value === 'string') environment.set(name, variable.value)
    }
    this.environmentCache = environment
    return environment
  }

  private *exportOrder(): Iterable<string> {
    const seen = new Set<string>()
    for (const scope of this.scopes) {
      for (const name of scope.keys()) {
        if (seen.has(name)) continue
        seen.add(name)
        yield name
      }
    }
  }
}
