;; Name, version, summary; one selector that fits every field; parameters "{}".
(data (i32.const 256) "{{name}}")
(data (i32.const 384) "1.0.0Misbehaves.{}")
(data (i32.const 512)
    "\00\01\00\00" "\{{name-length}}\00\00\00"
    "\80\01\00\00" "\05\00\00\00"
    "\85\01\00\00" "\0b\00\00\00"
    "\40\02\00\00" "\01\00\00\00"
    "\90\01\00\00" "\02\00\00\00")
;; A selector: no name, no classes.
(data (i32.const 576) "\00\00\00\00" "\00\00\00\00" "\00\00\00\00" "\00\00\00\00" "\00\00\00\00")
(func (export "lethe:plugin/anonymizer@1.1.0#describe") (result i32) (i32.const 512))
