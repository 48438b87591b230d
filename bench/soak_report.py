from dataclasses import dataclass
import pickle
@dataclass
class Soak:
    model: str
    capacity: float
    processor: float
    load: float
    seconds: float
    busy: float
    machine_load: tuple
    outcomes: list
    samples: list
    acts: list
    opened: int
    refused: int
    def problems(self): return []
def print_soak(about, s, as_json):
    pickle.dump((about,s), open('/tmp/w/soak-raw.pickle','wb'))
    print(s.capacity, s.processor, s.busy, s.machine_load, len(s.outcomes), s.opened, s.refused)
    from collections import Counter
    print(Counter((o.kind,o.status,o.problem) for o in s.outcomes))
    import numpy as np
    t=np.array([o.seconds for o in s.outcomes])*1000
    print(np.percentile(t,[50,95,99,100])); print('late', np.percentile([o.late for o in s.outcomes],[50,99,100]))
    for a in s.acts: print(a)
    for x in s.samples: print(x)
