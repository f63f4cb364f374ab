// The same constant document as benches/first/serve.rs, checked and written the way Twilio's own package does it.
"use strict";

process.env.NODE_ENV = "production";
const express = require("express");
const twilio = require("twilio");

const secret = "benchmark-secret";
const turn = "/twilio/turn/0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEF";
const silent = "/twilio/turn/0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEG";

const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(twilio.webhook(secret, { protocol: "http" }));
app.post("/twilio/*rest", (_request, response) => {
  const document = new twilio.twiml.VoiceResponse();
  const gather = document.gather({ action: turn, method: "POST", input: "dtmf speech", timeout: 5, numDigits: 1 });
  gather.say("For a parcel press 1. For billing press 2. For the depot press 3. For a person press 0.");
  document.redirect(silent);
  response.type("text/xml").send(document.toString());
});

const server = app.listen(0, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
