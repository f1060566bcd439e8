#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""members.py HEADER...: a C program that prints where each member of each public struct stands."""
import re
import sys

print('#include <stddef.h>\n#include <stdio.h>\n#include <whimbrel/dialect.h>\n#include <whimbrel/whimbrel.h>\nint main(void)\n{')
for header in sys.argv[1:]:
    text = re.sub(r'/\*.*?\*/', '', open(header).read(), flags=re.S)
    text = re.sub(r'^#.*$', '', text, flags=re.M)
    for name, body in re.findall(r'struct (wb_\w+) \{(.*?)\n\};', text, flags=re.S):
        body = re.sub(r'__attribute__\(\(.*\)\)', '', body)
        for member in body.split(';'):
            pointer = re.search(r'\(\*(\w+)\)\(', member)
            if pointer:
                names = [pointer.group(1)]
            else:
                names = [re.search(r'(\w+)\s*(\[[^\]]*\])*\s*$', part).group(1)
                         for part in member.split(',') if part.strip()]
            for one in names:
                print(f'\tprintf("{name}.{one} %zu %zu\\n", offsetof(struct {name}, {one}), sizeof(((struct {name} *)0)->{one}));')
print('\treturn 0;\n}')
