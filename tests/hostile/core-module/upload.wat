;; WebAssembly, but not a component.
(module (func (export "anonymize")))
