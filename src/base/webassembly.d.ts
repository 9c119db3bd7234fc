// @types/node does not declare WebAssembly, which Node has; this is what is used of it.
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: 'WebAssembly.Module';
  }

  class Memory {
    readonly buffer: ArrayBuffer;
    constructor(pages: { readonly initial: number; readonly maximum: number });
  }

  class Global {
    value: number;
    private constructor();
  }

  class Instance {
    readonly exports: Readonly<Record<string, unknown>>;
    constructor(
      module: Module,
      imports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
    );
  }

  class CompileError extends Error {}

  function compile(bytes: Uint8Array): Promise<Module>;
}
