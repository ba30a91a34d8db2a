;; Reads outside its memory.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (i32.load (i32.const 0x7ffffff0)))
)
