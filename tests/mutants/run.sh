#!/usr/bin/env bash
# Shows that the tests of the promises can fail: breaks clew on purpose, one patch at a time, and runs the test that
# the patch names. A patch whose test still passes is a promise that nothing holds.
#
#   tests/mutants/run.sh              every patch, about 15 s each, and some minutes for the first build
#   tests/mutants/run.sh C2 C3-talk-over   these alone
#
# Not part of `cargo test`; `tests/mutants.rs` looks after the patches there. It works on a scratch copy of the last
# commit, so nothing here is touched, and what is not committed is not seen. In the environment:
#   CLEW_MUTANTS_TARGET   a target folder to build in and to keep; without it one is made and removed. Not the one of
#                         another checkout: cargo gives both the same file names, and broken programs would lie in it
#   CARGO                 another cargo
#
# Prints one row for each patch, and ends with 0 only if all were caught:
#   caught           the test failed, with an assertion or a panic of its own
#   SURVIVED         the test passed all the same
#   did not apply, did not compile, did not run (no such test, or the program was killed), took too long
# Before that each named test must pass on the unbroken copy.
#
# A patch begins with three lines, and then is a diff against the root of the project:
#   # promise: C2                                  (one of those that tests/mutants.rs lists)
#   # broken: what is broken, in words
#   # test: cargo test --test NAME the_test        (or `module::the_test`, in tests/NAME/module.rs)
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
here=$PWD
cargo=${CARGO:-cargo}
limit_s=300

scratch=$(mktemp -d)
copy=$scratch/copy
export CARGO_TARGET_DIR=${CLEW_MUTANTS_TARGET:-$scratch/target} RUST_BACKTRACE=0
# Fewer callers than usual find these faults as well, and the runs stay short.
export CLEW_CALLERS=${CLEW_CALLERS:-1000}
trap 'git -C "$here" worktree remove --force "$copy" 2>/dev/null; rm -rf "$scratch"' EXIT
git worktree add --quiet --detach "$copy" HEAD || exit 2

# The rest of the line of a patch's head that begins so.
head_of() { sed -n "1,3s/^# $2: //p" "$1"; }

# Builds and runs one test of the copy, and says what became of it.
try() {
    local file=$1 test=$2 log=$scratch/log
    if ! (cd "$copy" && "$cargo" test --quiet --no-run --test "$file") >"$log" 2>&1; then
        echo 'did not compile'
        return
    fi
    (cd "$copy" && timeout "$limit_s" "$cargo" test --test "$file" -- --exact "$test") >"$log" 2>&1
    local status=$?
    if [ "$status" = 124 ]; then
        echo 'took too long'
    elif grep -q "^test $test .*FAILED$\|^    $test$" "$log" && grep -q 'panicked at' "$log"; then
        echo 'caught'
    elif [ "$status" = 0 ] && grep -q 'test result: ok. 1 passed' "$log"; then
        echo 'SURVIVED'
    else
        echo 'did not run'
    fi
}

patches=()
if [ $# = 0 ]; then
    patches=(tests/mutants/*.patch)
else
    for name in "$@"; do patches+=("tests/mutants/$name.patch"); done
fi

failed=0
declare -A passes
for patch in "${patches[@]}"; do
    read -r _ _ _ file test <<<"$(head_of "$patch" test)"
    [ -n "${passes[$file $test]:-}" ] && continue
    passes[$file $test]=$(try "$file" "$test")
    if [ "${passes[$file $test]}" != SURVIVED ]; then
        echo "unbroken, and yet not passed: $file $test: ${passes[$file $test]}"
        cat "$scratch/log"
        failed=1
    fi
done
[ "$failed" = 0 ] || exit 1

echo '| promise | what is broken | test | result |'
echo '|---|---|---|---|'
for patch in "${patches[@]}"; do
    read -r _ _ _ file test <<<"$(head_of "$patch" test)"
    if git -C "$copy" apply "$here/$patch" 2>"$scratch/log"; then
        result=$(try "$file" "$test")
    else
        result='did not apply'
    fi
    git -C "$copy" checkout --quiet -- . && git -C "$copy" clean --quiet -fd
    echo "| $(head_of "$patch" promise) | $(head_of "$patch" broken) | \`$file\`: \`$test\` | $result |"
    if [ "$result" != caught ]; then
        failed=1
        tail -n 20 "$scratch/log" >&2
    fi
done
exit "$failed"
