#!/bin/sh
# Reads every built-in text aloud with espeak-ng and measures it: what it lasts, what was estimated, its phonemes.
# Not part of `cargo test`. Needs espeak-ng and python3. The sounds are kept in target/voice/, to be listened to.
#
#   tests/voice/read_aloud.sh              all languages
#   tests/voice/read_aloud.sh de           one of them
#   RATE=160 tests/voice/read_aloud.sh     at another rate than espeak-ng's 175 words a minute
#
# Exit status 1 if a text lasts longer than its kind may.
set -eu
cd "$(dirname "$0")/../.."
only="${1:-}"
sounds="${CARGO_TARGET_DIR:-target}/voice"
mkdir -p "$sounds"
cargo test --quiet --locked --test prompts built_in_texts_are_printed -- --ignored --nocapture |
    grep "^aloud" >"$sounds/texts.tsv"
RATE="${RATE:-175}" python3 - "$sounds" "$only" <<'PYTHON'
import os, pathlib, statistics, subprocess, sys, wave

folder, only = pathlib.Path(sys.argv[1]), sys.argv[2]
rate = os.environ["RATE"]
# Seconds that a text of a kind may last, by how its id begins; the first that fits.
MOST = [("screen", 4), ("note_owed", 3.5), ("note_", 3), ("zero_hint", 6), ("queue_", 6), ("option", 6),
        ("press_key", 6), ("", 10)]

def espeak(tag, text, *more):
    # French as in France, Spanish as in Latin America, English as in America.
    voice = {"en": "en-us", "es": "es-419", "fr": "fr-fr"}.get(tag, tag)
    done = subprocess.run(["espeak-ng", "-v", voice, "-s", rate, *more, text], check=True, capture_output=True)
    return done.stdout.decode().split("\n")

def seconds(path):
    with wave.open(str(path)) as sound:
        frames, per_frame = sound.getnframes(), sound.getsampwidth()
        samples = memoryview(sound.readframes(frames)).cast("h")
        # espeak-ng ends with a rest, which nobody waits for.
        end = len(samples)
        while end and abs(samples[end - 1]) < 64:
            end -= 1
        return end / sound.getframerate()

late, ratios, longest = [], {}, {}
for at, line in enumerate((folder / "texts.tsv").read_text().splitlines()):
    _, tag, name, estimated, text = line.split("\t")
    if only and tag != only:
        continue
    path = folder / f"{tag}-{name}-{at}.wav"
    espeak(tag, text, "-w", str(path))
    lasts = seconds(path)
    most = next(most for start, most in MOST if name.startswith(start))
    sounds_like = " ".join(part.strip() for part in espeak(tag, text, "-q", "--ipa") if part.strip())
    mark = "  TOO LONG" if most < lasts else ""
    late += [name] * bool(mark)
    print(f"{tag} {name}: {lasts:.1f} s, estimated {int(estimated) / 1000:.1f}{mark}\n    {text}\n    {sounds_like}")
    ratios.setdefault(tag, []).append((int(estimated) / 1000, lasts))
    longest[tag] = max(longest.get(tag, (0, "")), (lasts, name))

print(f"\nlanguage  texts  longest                       estimated / heard at {rate} words a minute: all, median, least, most")
for tag, pairs in ratios.items():
    each = [estimated / lasts for estimated, lasts in pairs]
    whole = sum(estimated for estimated, _ in pairs) / sum(lasts for _, lasts in pairs)
    lasts, name = longest[tag]
    print(f"{tag:<8}  {len(pairs):>5}  {lasts:>4.1f} s {name:<22}  "
          f"{whole:.2f}  {statistics.median(each):.2f}  {min(each):.2f}  {max(each):.2f}")
sys.exit(1 if late else 0)
PYTHON
