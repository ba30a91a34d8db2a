;; Asks for the platform's keys.
(component
    (import "lethe:vault/vault@0.1.0" (instance
        (export "blind-index" (func (param "value" string) (result (list u8)))))))
