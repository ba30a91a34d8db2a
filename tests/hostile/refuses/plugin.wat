;; Gives up with a message.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (data (i32.const 2048) "not today")
    (func {{head}}
        ;; The error `failed`.
        (i32.store (i32.const 1024) (i32.const 1))
        (i32.store (i32.const 1028) (i32.const 2))
        (i32.store (i32.const 1032) (i32.const 2048))
        (i32.store (i32.const 1036) (i32.const 9))
        (i32.const 1024))
)
