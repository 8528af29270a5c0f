# Set-up, build and use in one word each; CMake does the work. 'make help' lists the words.
SHELL := /bin/bash
PRESET ?= release
PREFIX ?= /usr/local
BINARY := build/release/qed

# The question reaches the program as the user wrote it: make expands nothing in it and the shell reads it once.
export QED_QUESTION := $(value Q)

.DEFAULT_GOAL := help
.PHONY: help solve test attacks build install format format-check tidy asan tsan fuzz peers peers-text peers-answers peers-models clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

solve: ## Answer a question: make solve Q="If 2x + 3 = 11, what is x?"
	@[ -n "$$QED_QUESTION" ] || { echo 'usage: make solve Q="If 2x + 3 = 11, what is x?"' >&2; exit 2; }
	@scripts/setup build
	@scripts/build release qed
	@$(BINARY) solve -- "$$QED_QUESTION"

build: ## Build everything with PRESET (release)
	@scripts/setup test
	@scripts/build $(PRESET)

test: ## Build and run every test with PRESET (release)
	@scripts/setup test
	@scripts/build $(PRESET)
	@ctest --preset $(PRESET)

install: ## Install under PREFIX (/usr/local), DESTDIR honoured
	@scripts/setup build
	@scripts/build release qed
	@cmake --install build/release --prefix $(PREFIX)

SET ?= tests/data/sandbox_attacks.jsonl
attacks: ## Run hostile programs against the sandbox: make attacks SET=file.jsonl MODE="--sandbox landlock --like-docker"
	@scripts/setup test
	@QED_TESTS=ON scripts/build $(PRESET) attacks
	@build/$(PRESET)/tests/attacks $(SET) $(MODE)

# What these leave out runs thousands of Python programs: it would sanitize the interpreter's waiting room.
asan: ## Run the tests under the address and undefined-behaviour sanitizers
	@scripts/setup check
	@scripts/build asan
	@ctest --preset asan -E 'ReproducesRecordedExecutions|NineInTenAreAnswered'

# The modules that have threads. Texts made to be slow stay out: they test no thread, and take minutes here. So
# would more of the engine's soak.
threaded := base energy engine
tsan: ## Run the tests of what has threads under the thread sanitizer
	@scripts/setup test
	@QED_TESTS=ON scripts/build tsan $(threaded:%=%_test)
	@set -e; export QED_SOAK=12; for module in $(threaded); do \
	  build/tsan/src/$${module}_test --gtest_brief=1 --gtest_filter='-*ReproducesRecordedExecutions:*HostileText*'; done

sources := $(shell git ls-files '*.cpp' '*.h' 2>/dev/null)

format: ## Format the sources in place
	@scripts/setup check
	@clang-format-19 -i $(sources)

format-check: ## Fail where a source is not formatted
	@scripts/setup check
	@clang-format-19 --dry-run --Werror $(sources)

tidy: ## Lint the sources that changed since BASE (the last commit's parent), or all with BASE=all
	@scripts/setup check
	@scripts/tidy $(or $(BASE),HEAD~1)

fuzz: ## Run every fuzz target for SECONDS (30) each
	@scripts/setup check
	@scripts/fuzz $(or $(SECONDS_EACH),30)

peers: peers-text peers-answers peers-models ## Compare with other programs: all that follow

peers-text: ## Compare tokenizers and chat templates with the Python libraries that define them
	@scripts/setup peers
	@QED_TESTS=ON scripts/build release peer_tokenize peer_render
	@scripts/peers text tokenizers jinja2 sentencepiece

CASES ?= ../shared/data/answer_equivalence/cases.jsonl
peers-answers: ## Compare equality with Math-Verify over CASES: verdicts and speed
	@if [ ! -f $(CASES) ]; then echo 'peers-answers: skipped, no $(CASES) here; CASES=pairs.jsonl names another file'; \
	else scripts/setup peers && scripts/build release qed && \
	  scripts/peers answers 'math-verify[antlr4_11_0]' -- $(CASES); fi

# Those behind --alone come without what they want: torch has half a gigabyte, and its CUDA libraries three more.
peers-models: ## Compare logits with transformers over tiny checkpoints in every format, only those ONLY="words" name
	@scripts/setup peers
	@scripts/build release qed
	@scripts/peers models transformers==5.23.0 gguf==0.19.0 jinja2 loguru networkx psutil pydantic sympy \
	  --alone torch==2.15.0 nvidia-cuda-runtime==13.2.86 nvidia-cuda-cupti==13.2.86 nvidia-cufile \
	  accelerate==1.15.0 bitsandbytes==0.50.2 compressed-tensors==0.20.0 -- $(ONLY)

clean: ## Remove what was built
	@rm -rf build
