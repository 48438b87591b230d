"""The service: one artefact in, search, API and command line out."""

import os

# Products of short vectors: a second thread in each of them costs more than it saves (a matrix of
# 3,600 vectors took 12 ms under load with two threads, 1 ms with one). Read when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
