import json
import logging
import sys
import time

from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

logging.disable(logging.CRITICAL)
texts = json.load(sys.stdin)
engine = AnonymizerEngine()


def mask(text):
    found = [RecognizerResult(entity_type="PERSON", start=0, end=len(text), score=1.0)]
    operator = OperatorConfig("mask", {"masking_char": "*", "chars_to_mask": len(text) - 1, "from_end": True})
    return engine.anonymize(text=text, analyzer_results=found, operators={"PERSON": operator}).text


assert mask("value") == "v****"
begun = time.perf_counter()
for text in texts:
    mask(text)
print(len(texts) / (time.perf_counter() - begun))
