#!/usr/bin/env python3
"""Holds our check of Twilio's signatures against Twilio's own SDK, on odd requests of which half were altered.

    pip install twilio==9.13.0
    tests/oracle/twilio_signature.py --binary target/release/clew [-- more arguments for `clew serve`]
    tests/oracle/twilio_signature.py --url http://127.0.0.1:8080 --public-url https://line.example.org --token SECRET
    tests/oracle/twilio_signature.py --write FILE      one JSON object a line, with the verdict, for tests/dialects.rs

`--binary` starts a server for each public address of PUBLIC, or for each `--public-url`, since a server takes scheme,
host and port from its settings and only path and query from a request. Each request goes to it once; the verdict is
refused (403) or not.

The oracle's verdict is "Python's or Node's". The Python SDK is asked itself. The Node SDK (6.2.0,
lib/webhooks/webhooks.js) accepts more; `node_forms` and `node_accepts` are its documented rules, held against it once:
  * it finds the port behind user and password and behind an IPv6 address, where Python cuts at the first colon;
  * it also tries the address as `new URL()` writes it (host in lower case; in the query ' as %27), and that with
    the query decoded and encoded again by `querystring` (space as %20, values of one name together);
  * where the query has `bodySHA256`, it takes the hash of the body instead of the body's parameters.
Three things are wider here, and in clew, than in either: Node's ports, algorithms of the Python SDK and a form's own
parameters beside `bodySHA256` go with every form of the address, also with the one that Python makes of a `?` with
nothing behind it: none. One is left out: Node moves names that are whole numbers to the front when it encodes a query
again.
"""
import argparse, collections, hashlib, http.client, json, logging, os, random, re, socket, string, subprocess
import sys, tempfile, time
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

from twilio.request_validator import RequestValidator, get_signature_algorithm

FORM, JSON = "application/x-www-form-urlencoded; charset=UTF-8", "application/json"
PUBLIC = ["https://line.example.org", "https://line.example.org:443", "https://line.example.org:8443",
          "http://line.example.org", "http://line.example.org:80", "https://user:pass@line.example.org",
          "https://user:pass@line.example.org:8443", "https://[2001:db8::17]:8443", "https://Line.Example.ORG"]
SETTINGS = "X-Twilio-Webhooks-Signature-Settings"


class Parameters(list):
    """The parameters of a form as web frameworks hand them to the SDK: every value of a name, blank ones too."""

    def __init__(self, body):
        super().__init__(parse_qsl(body, keep_blank_values=True, errors="replace"))

    def __iter__(self):
        return iter([name for name, _ in super().__iter__()])

    def getlist(self, name):
        return [value for found, value in list.__iter__(self) if found == name]


# What Twilio does.

def split(url):
    scheme, authority, rest = re.match(r"([a-z]+://)([^/?#]*)(.*)", url, re.I).groups()
    user, _, place = authority.rpartition("@")
    host, port = re.match(r"(\[.*\]|[^:]*)(:.*)?$", place).groups()
    return scheme, user + "@" if user else "", host, port or "", rest


def ports(url):
    scheme, user, host, port, rest = split(url)
    standard = port or (":443" if scheme.lower() == "https://" else ":80")
    return [scheme + user + host + rest, scheme + user + host + standard + rest]


def bare(url):
    return url.removesuffix("?")


def node_forms(url):
    scheme, user, host, port, rest = split(url)
    path, mark, query = rest.partition("?")
    head = scheme.lower() + user + host.lower() + port + path + mark
    standard = quote(query, safe="!$%&()*+,-./:;=?@[\\]^_`{|}~")
    together = collections.OrderedDict()
    for name, value in parse_qsl(standard, keep_blank_values=True, errors="replace"):
        together.setdefault(name, []).append(value)
    escape = lambda text: quote(text, safe="!'()*-._~")
    legacy = "&".join(f"{escape(name)}={escape(value)}" for name, values in together.items() for value in values)
    return ports(url) + ports(head + standard) + ports(head + legacy) + ports(bare(url))


# The oracle.

def sha256(body):
    return hashlib.sha256(body.encode()).hexdigest()


def python_accepts(request, token):
    validator, form = RequestValidator(token), request["type"] == FORM
    body = {} if not request["post"] else Parameters(request["body"]) if form else request["body"]
    try:
        return validator.validate(request["url"], body, request["signature"], get_signature_algorithm(request["settings"]))
    except TypeError:  # a body that is neither a form nor announced by its hash
        return False


def node_accepts(request, token):
    algorithm, form = get_signature_algorithm(request["settings"]), request["type"] == FORM
    if algorithm.upper() not in ("HMAC_SHA1", "HMAC_SHA256"):
        return False
    hashes = [value for name, value in parse_qsl(urlsplit(request["url"]).query) if name == "bodySHA256"]
    bodies = [Parameters(request["body"])] if request["post"] and form else []
    if not request["post"] or not (form or request["body"] or hashes) or hashes[:1] == [sha256(request["body"])]:
        bodies.append({})
    sign = RequestValidator(token).compute_signature
    forms = node_forms(request["url"])
    return any(sign(form, body, algorithm) == request["signature"] for form in forms for body in bodies)


# Requests.

VALUES = ["+12025550123", "", "It's amazing", "a+b&c=d", "100%", "%2B", "Zürich", "東京", "😀", " x ", "x;y", "~!*()", "a\nb", "\"q\"", "Z", "z"]
NAMES = ["Digits", "digits", "SpeechResult", "a+b", "a%b", "Ünï", "1", "_", "", "MessagingBinding.Address", "Z[]", "x y"]
QUERIES = ["", "", "", "?", "?foo=1&bar=2", "?Body=It's+amazing", "?q=It%27s%20here", "?b=2&a=1&b=3", "?a=&b", "?name=Z%C3%BCrich",
           "?x=~!*()'", "?t=a%2Bb%26c", "?u=%e4%bd%a0", "?s=a;b,c", "?p=100%25&p='"]


def escaped(dice, text):
    way = dice.choice([quote_plus, lambda text: quote(text, safe=""), lambda text: quote(text, safe="~!*'(),;:@/")])
    return way(text)


def form_body(dice):
    pairs = [("CallSid", "CA" + "".join(dice.choices("0123456789abcdef", k=32))), ("From", "+12025550123"),
             ("To", "+12025550100"), ("CallStatus", dice.choice(["ringing", "in-progress"])), ("FromCity", "")]
    pairs += [(dice.choice(NAMES), dice.choice(VALUES)) for _ in range(dice.randrange(6))]
    pairs += dice.sample(pairs, dice.randrange(3))
    dice.shuffle(pairs)
    pieces = [escaped(dice, name) + "=" + escaped(dice, value) for name, value in pairs]
    pieces += dice.choice([[], [], [], ["alone"], [""], ["bad=%ff%c3%28"], ["cut=%e"], ["long=" + "x" * 300]])
    return "&".join(pieces)


def signed(dice, public, token):
    """A request as Twilio sends it, with what it signed."""
    target = dice.choice(["/twilio/call", "/twilio/status"]) + dice.choice(QUERIES)
    kind, body, settings = dice.choice(["form"] * 7 + ["get", "json", "form with hash"]), form_body(dice), ""
    if kind == "get":
        target, body = target.split("?")[0] + "?" + body.replace("%ff", "%41"), ""
    if kind == "json":
        body = json.dumps({"CallSid": "CA1", "text": dice.choice(VALUES)})
    if kind in ("json", "form with hash"):
        target += ("&" if "?" in target else "?") + "bodySHA256=" + sha256(body)
    request = {"url": public + target, "post": kind != "get", "type": JSON if kind == "json" else FORM, "body": body}
    if dice.random() < 0.1:
        settings = dice.choice(["key=one,algorithm=HMAC_SHA256", "algorithm=hmac_sha256", "key=one", "algorithm=HMAC_SHA1"])
    form = dice.choice(ports(request["url"]) * 3 + node_forms(request["url"]) + ports(bare(request["url"])) * 2)
    parameters = Parameters(body) if kind.startswith("form") and not (kind != "form" and dice.random() < 0.5) else {}
    algorithm = get_signature_algorithm(settings)
    request["signature"] = RequestValidator(token).compute_signature(form, parameters, algorithm)
    return {**request, "settings": settings, "kind": kind, "altered": ""}


def other_char(dice, text, places):
    at = dice.choice(places)
    letters = [char for char in string.ascii_letters + string.digits if char != text[at]]
    return text[:at] + dice.choice(letters) + text[at + 1:]


def altered(dice, request, public, token):
    """The same request with one thing changed on its way. Some changes mean nothing: the SDK says which."""
    request, body, url = dict(request), request["body"], request["url"]
    pieces = body.split("&")
    plain = [at for at, char in enumerate(body) if char.isalnum() and "%" not in body[max(0, at - 2):at + 1]]
    way = dice.choice(["body", "body", "signature", "signature", "query", "added", "repeated", "removed", "order",
                       "boundary", "port", "scheme", "method", "secret", "type", "algorithm", "base64", "cut"])
    sign = lambda form: RequestValidator(token).compute_signature(form, Parameters(body) if request["post"] else {})
    if way == "body" and plain:
        request["body"] = other_char(dice, body, plain)
    elif way in ("body", "signature"):
        request["signature"] = other_char(dice, request["signature"], range(27))
    elif way == "query":
        request["url"] = url + ("&" if "?" in url else "?") + "more=1"
    elif way == "added":
        request["body"] = body + "&" + quote_plus(dice.choice(NAMES[:8])) + "=" + quote_plus("new " + str(dice.random()))
    elif way == "repeated":
        request["body"] = "&".join(pieces + [dice.choice(pieces)])
    elif way == "removed":
        request["body"] = "&".join(pieces[1:])
    elif way == "order":
        request["body"] = "&".join(reversed(pieces))
        if dice.random() < 0.7 and "&" in url:
            head, _, query = url.partition("?")
            request["url"] = head + "?" + "&".join(reversed(query.split("&")))
    elif way == "boundary":
        request["body"] = re.sub(r"(^|&)CallSid=CA", r"\1CallSidC=A", body)
    elif way == "port":
        scheme, user, host, _, rest = split(url)
        request["signature"] = sign(scheme + user + host + ":1" + dice.choice(["", "2", "443", "80"]) + rest)
    elif way == "scheme":
        request["signature"] = sign({"https": "http", "http": "https"}[url.split(":")[0]] + url[url.index(":"):])
    elif way == "method":
        request["post"] = not request["post"]
        request["body"] = "" if not request["post"] else "Digits=0"
    elif way == "secret":
        request["signature"] = RequestValidator(token + dice.choice([" ", "x", "\n"])).compute_signature(url, Parameters(body))
    elif way == "type":
        request["type"] = {FORM: JSON, JSON: FORM}[request["type"]]
    elif way == "algorithm":
        request["settings"] = dice.choice(["algorithm=HMAC_SHA256", "algorithm=HMAC_SHA512", "algorithm=none"])
    elif way == "base64":
        request["signature"] = dice.choice([request["signature"].rstrip("="), request["signature"].swapcase(), "="])
    elif way == "cut":
        request["signature"] = request["signature"][:dice.randrange(1, 27)]
    return {**request, "altered": way}


def requests_for(public, count, token, dice):
    for number in range(count):
        request = signed(dice, public, token)
        request = altered(dice, request, public, token) if number * 11 % 20 < 11 else request
        request["python"], request["node"] = python_accepts(request, token), node_accepts(request, token)
        yield {**request, "accepted": request["python"] or request["node"]}


# The server.

def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started(binary, public, token, more, data):
    listen, inner = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    command = [binary, "serve", "--listen", listen, "--inner", inner, "--public-url", public, "--data", data, *more]
    server = subprocess.Popen(command, env={**os.environ, "TWILIO_AUTH_TOKEN": token}, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(listen.split(":"), 1).close()
            return server, "http://" + listen
        except OSError:
            time.sleep(0.05)
    server.kill()
    sys.exit(f"the server did not start for {public}")


def server_accepts(connection, request):
    target = request["url"][len(request["public"]):]
    headers = {"X-Twilio-Signature": request["signature"], "Host": split(request["url"])[2]}
    if request["post"]:
        headers["Content-Type"] = request["type"]
    if request["settings"]:
        headers[SETTINGS] = request["settings"]
    connection.request("POST" if request["post"] else "GET", target, request["body"].encode() or None, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status not in (200, 204, 403):
        sys.exit(f"{answer.status} instead of 200 or 403 to {request}")
    return answer.status != 403


def judged(base, public, requests):
    address = urlsplit(base)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    for request in requests:
        request["ours"] = server_accepts(connection, {**request, "public": public})
    return requests


def report(requests):
    refused = lambda side: sum(not request[side] for request in requests)
    print(f"{len(requests)} requests, {sum(bool(request['altered']) for request in requests)} of them altered")
    print(f"{'':18}{'accepted':>9}{'refused':>9}")
    for side, name in [("ours", "clew"), ("accepted", "SDK"), ("python", "- Python"), ("node", "- Node's forms")]:
        print(f"{name:18}{len(requests) - refused(side):9}{refused(side):9}")
    apart = [request for request in requests if request["ours"] != request["accepted"]]
    print(f"disagreements: {len(apart)}")
    for request in apart[:5]:
        print(json.dumps(request, ensure_ascii=False))
    share = refused("accepted") / len(requests)
    print(f"refused: {share:.0%} (each verdict must be at least 40 %)")
    sys.exit(1 if apart or len(requests) < 400 or not 0.4 <= share <= 0.6 else 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary")
    parser.add_argument("--url")
    parser.add_argument("--public-url", action="append", help="instead of PUBLIC; may be given several times")
    parser.add_argument("--token", default="8d6f0c2b5a1e49f7a3c4d5e6f7a8b9c0")
    parser.add_argument("--requests", type=int, default=540)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write")
    arguments, more = parser.parse_known_args()
    logging.disable()  # the SDK warns of each algorithm that it does not know
    dice, token, all_requests = random.Random(arguments.seed), arguments.token, []
    addresses = arguments.public_url or (PUBLIC[:1] if arguments.url else PUBLIC)
    for public in [address.rstrip("/") for address in addresses]:
        count = arguments.requests // len(addresses)
        requests = list(requests_for(public, count, token, dice))
        if arguments.url:
            judged(arguments.url, public, requests)
        elif arguments.binary:
            with tempfile.TemporaryDirectory() as folder:  # the key lies beside the data
                data = os.path.join(folder, "data")
                server, base = started(arguments.binary, public, token, [one for one in more if one != "--"], data)
                try:
                    judged(base, public, requests)
                finally:
                    server.terminate()
                    server.wait(30)
        all_requests += requests
    if arguments.write:
        with open(arguments.write, "w", encoding="utf-8") as file:
            for request in all_requests:
                file.write(json.dumps({**request, "token": token}, ensure_ascii=False) + "\n")
        print(f"{len(all_requests)} written, {sum(request['accepted'] for request in all_requests)} accepted")
    elif arguments.url or arguments.binary:
        report(all_requests)
    else:
        parser.error("one of --binary, --url and --write is needed")


if __name__ == "__main__":
    main()
