;; Says that the schema of its parameters is in another place.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (data (i32.const 1536) "{\"$ref\":\"https://schemas.example/parameters.json\"}")
    ;; The description's parameters: these 50 bytes.
    (data (i32.const 544) "\00\06\00\00" "\32\00\00\00")
    (func {{head}} (call $answer (local.get $columns) (local.get $count)))
)
