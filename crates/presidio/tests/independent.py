"""Presidio's own answers. Reads one request a line, `{"path": .., "body": ..}`, and prints one answer a line,
`{"status": .., "answer": ..}`, by the functions of presidio-anonymizer (MIT) that its HTTP service calls.

Randomness is 0x07 in every byte. What the service checks before it calls them is done here: JSON that holds nothing, and
operators that are functions. What it answers with 500 is any other exception.

Ends with code 3 when Presidio is not installed (pip install presidio-anonymizer==2.2.366)."""

import json
import os
import sys

os.urandom = lambda count: bytes([7]) * count

try:
    from presidio_anonymizer import AnonymizerEngine, DeanonymizeEngine
    from presidio_anonymizer.entities import InvalidParamError
    from presidio_anonymizer.services.app_entities_convertor import AppEntitiesConvertor as Convertor
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)


def anonymize(content):
    operators = Convertor.operators_config_from_json(content.get("anonymizers"))
    if Convertor.check_custom_operator(operators):
        return 400, {"error": "Custom type anonymizer is not supported"}
    results = Convertor.analyzer_results_from_json(content.get("analyzer_results"))
    found = AnonymizerEngine().anonymize(content.get("text", ""), results, operators)
    return 200, json.loads(found.to_json())


def deanonymize(content):
    text = content.get("text", "")
    entities = Convertor.deanonymize_entities_from_json(content)
    operators = Convertor.operators_config_from_json(content.get("deanonymizers"))
    found = DeanonymizeEngine().deanonymize(text, entities, operators)
    return 200, json.loads(found.to_json())


def answer(path, content):
    if not content:
        return 400, {"error": "Invalid request json"}
    try:
        return {"anonymize": anonymize, "deanonymize": deanonymize}[path](content)
    except InvalidParamError as error:
        return 422, {"error": error.err_msg}
    except Exception:
        return 500, {"error": "Internal server error"}


for line in sys.stdin:
    request = json.loads(line)
    status, found = answer(request["path"], request["body"])
    print(json.dumps({"status": status, "answer": found}))
