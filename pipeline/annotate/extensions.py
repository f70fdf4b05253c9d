from pipeline.extensions import set_spans as set_spans
