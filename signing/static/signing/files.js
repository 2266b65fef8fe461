"use strict";

// Files that a step of the flow asks this signer for: chosen, looked at, sent, and part of the package from then on.
const Files = (() => {
  const LARGEST = 25 * 1024 * 1024;
  // What the service says of a file, for which there are words of our own; all else is `fileUnfit`.
  const REASONS = {
    "file: The file is not a PDF.": "noPdf",
    "file: The file is not a PDF that can be read.": "noPdf",
    "file: The PDF is encrypted.": "filePassword",
    "file: The PDF is protected by a password.": "filePassword",
    "file: The PDF has form fields or signatures; print it to a new PDF first.": "fileForm",
  };
  const find = (id) => document.getElementById(id);
  let link = "";
  let state = null; // what the API tells of the link
  let sent = null; // {file, step, key}: what was sent last, so that a second press is the same request

  const expect = (path, told) => {
    link = path;
    state = told;
    dress();
  };

  const asked = () => state?.filesAsked?.[0];

  const dress = () => {
    if (!asked()) return;
    const { title } = asked();
    find("upload-what").textContent = Safeclose.say("upload.what", { sender: state.envelope.sender, title });
    find("upload-label").textContent = Safeclose.say("upload.label", { title });
  };

  const chosen = async () => {
    const [file] = find("file").files;
    const wrong = (kind) => Safeclose.mark(find("file"), kind);
    if (!file) throw wrong("noFile");
    if (file.size === 0) throw wrong("fileEmpty");
    if (file.size > LARGEST) throw wrong("fileTooLarge");
    const start = await file.slice(0, 1024).arrayBuffer().catch(() => { throw wrong("fileUnreadable"); });
    if (!new TextDecoder("latin1").decode(start).includes("%PDF-")) throw wrong("noPdf");
    return file;
  };

  const keyOf = (file, step) => {
    if (sent?.file !== file || sent.step !== step) sent = { file, step, key: Signing.newKey() };
    return sent.key;
  };

  const busy = (file) => {
    find("uploading").hidden = !file;
    if (!file) return;
    find("upload-sending").textContent = Safeclose.say("upload.sending", { name: file.name });
    Safeclose.announce(find("upload-sending").textContent);
  };

  const add = async () => {
    const [file, { step }] = [await chosen(), asked()];
    const body = new FormData();
    body.append("step", step);
    body.append("file", file);
    busy(file);
    try {
      const answer = await Signing.post(`${link}/documents`, body, { "Idempotency-Key": keyOf(file, step) });
      if (answer) await added(answer, file);
    } catch (trouble) {
      if (trouble.kind !== "refused") throw trouble;
      throw Safeclose.mark(find("file"), trouble.body.error === "too_large" ? "fileTooLarge" : REASONS[trouble.body.message] ?? "fileUnfit");
    } finally {
      busy(null);
    }
  };

  const added = async (answer, file) => {
    find("upload-form").reset();
    if (answer.state === "signed") Signing.finish("signed", answer);
    else await Signing.following(Safeclose.say("upload.done", { name: file.name }));
  };

  const start = () => {
    for (const button of document.querySelectorAll('[data-do="upload"]')) Safeclose.press(button, add);
    Safeclose.onLanguage(() => state && dress());
  };

  return { asked, expect, start };
})();
