/*
 * The citizen's chat: a web component in one plain file, no build, no dependency.
 *
 *   <script src="/static/widget/widget.js" defer></script>
 *   <tro-ly-tthc hotline="1900 558826"></tro-ly-tthc>        a launcher and its panel
 *   <tro-ly-tthc hotline="1900 558826" page></tro-ly-tthc>   the whole page
 *
 * Written in the JavaScript of 2018, because the phones are old: no `?.`, no `??`,
 * no private fields. Nothing is parsed as HTML; every word becomes a text node.
 */
(() => {
  "use strict";

  const API = "/api/chat/";
  const STYLES = new URL("widget.css", document.currentScript.src).href;
  const QUEUE = "tro-ly-tthc.queue";
  const MOST_LETTERS = 1000;
  const REQUEST_MS = 15000;
  const LONGEST_PAUSE_MS = 30000;
  // A server that restarts is back sooner; nobody need hear of it.
  const GRACE_MS = 3000;

  const SAY = {
    title: "Trợ lý thủ tục hành chính",
    open: "Hỏi thủ tục hành chính",
    close: "Đóng",
    automatic: "Đây là trợ lý tự động (phần mềm).",
    privacy:
      "Câu hỏi được máy xử lý tự động; số điện thoại, số giấy tờ tùy thân được che " +
      "khi lưu.",
    human: "Muốn gặp cán bộ, xin gọi",
    ask: "Ông/bà cần hỏi thủ tục gì?",
    askHint: "Bấm một câu dưới đây, hoặc viết câu hỏi của mình.",
    examples: [
      "Làm giấy khai sinh cho con cần giấy tờ gì?",
      "Đổi giấy phép lái xe hết bao nhiêu tiền?",
      "Đăng ký tạm trú nộp ở đâu?",
      "Sổ đỏ bị mất thì làm lại thế nào?",
    ],
    log: "Nội dung trò chuyện",
    citizen: "Ông/bà",
    assistant: "Trợ lý",
    label: "Câu hỏi của ông/bà",
    placeholder: "Ví dụ: đăng ký kết hôn cần giấy tờ gì",
    send: "Gửi",
    typing: "Đang tìm câu trả lời…",
    choices: "Chọn tiếp",
    source: "Nguồn thông tin",
    newTab: " (mở trang mới)",
    notSent: "Chưa gửi được, đang thử lại",
    refused: "Câu này không gửi được. Xin viết lại câu khác.",
    noReply: "Tôi chưa trả lời được câu này.",
    offline:
      "Chưa kết nối được với hệ thống. Câu hỏi của ông/bà vẫn được giữ và sẽ tự gửi " +
      "khi có mạng.",
    urgent: "Cần gấp xin gọi",
    // What stands in the record where something was masked.
    masked: {
      "[phone]": "[số điện thoại đã che]",
      "[email]": "[thư điện tử đã che]",
      "[identity number]": "[số giấy tờ đã che]",
      "[dossier]": "[mã hồ sơ đã che]",
    },
  };

  // --- the conversation: no word of it touches the screen --------------------------

  class HttpError extends Error {
    constructor(status) {
      super("HTTP " + status);
      this.status = status;
    }
  }

  async function post(path, body) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), REQUEST_MS);
    try {
      const response = await fetch(API + path, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        signal: abort.signal,
      });
      if (!response.ok) throw new HttpError(response.status);
      return await response.json();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Return a random UUID; `crypto.randomUUID` is missing on plain-http pages. */
  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  /** The part of an id that this browser made up: ids come as "conversation:uuid". */
  const ownId = (id) => String(id).split(":").pop();

  /**
   * Talks to the server so that nothing is lost and nothing is doubled.
   *
   * A message keeps its id until it is acknowledged, also across a reload of the page;
   * the server stores an id once. A reply is shown once, known by its seq.
   * *view* is told: said, marked, replied, waiting, reached, refused.
   */
  class Conversation {
    constructor(view) {
      this.view = view;
      this.queue = [];
      this.said = new Set();
      this.shown = new Set();
      this.unanswered = new Set();
      this.last = 0;
      this.failures = 0;
      this.resume = this.resume.bind(this);
      this.lookAway = this.lookAway.bind(this);
      this.networkBack = () => this.open();
      this.networkLost = () => view.reached(false);
    }

    start() {
      addEventListener("online", this.networkBack);
      addEventListener("offline", this.networkLost);
      document.addEventListener("visibilitychange", this.lookAway);
      this.stopped = false;
      this.open(this.kept());
    }

    stop() {
      removeEventListener("online", this.networkBack);
      removeEventListener("offline", this.networkLost);
      document.removeEventListener("visibilitychange", this.lookAway);
      this.stopped = true;
      this.hangUp();
      clearTimeout(this.retry);
      clearTimeout(this.grace);
    }

    /** Send *text*, or press button *choice* = [seq, number] that is called *text*. */
    send(text, choice) {
      this.enqueue({ id: newId(), text, choice });
      this.flush();
    }

    /** Start or resume the session, take what was missed, and listen. */
    async open(kept = []) {
      if (this.opening) return;
      this.opening = true;
      this.hangUp();
      try {
        const { messages } = await post("session", {});
        if (this.stopped) return;
        this.view.history(() => messages.forEach((entry) => this.take(entry)));
        this.ready = true;
        this.listen();
      } catch (error) {
        this.fail();
      } finally {
        this.opening = false;
        kept.filter(({ id }) => !this.said.has(id)).forEach((m) => this.enqueue(m));
        this.flush();
      }
    }

    listen() {
      this.hangUp();
      if (document.hidden) return;
      const stream = new EventSource(API + "events?after=" + this.last);
      this.stream = stream;
      stream.onopen = () => this.succeed();
      stream.onerror = () => {
        // It reconnects by itself, unless the server answered and refused.
        if (stream.readyState === EventSource.CLOSED) this.fail();
        else this.worry();
      };
      stream.addEventListener("reply", (event) => {
        const entry = JSON.parse(event.data);
        // The question came from another tab: fetch it, so that it stands first.
        if (entry.answers && !this.said.has(ownId(entry.answers))) this.open();
        else this.take(entry);
      });
    }

    hangUp() {
      if (this.stream) this.stream.close();
      this.stream = null;
    }

    /** A page in the background holds no line: it costs battery, and browsers allow
     * six to a server. What came meanwhile is fetched on return. */
    lookAway() {
      if (document.hidden) this.hangUp();
      else this.resume();
    }

    take(entry) {
      if (entry.from === "citizen") {
        const id = ownId(entry.id);
        this.forget(id);
        if (this.said.has(id)) return;
        this.said.add(id);
        this.unanswered.add(id);
        this.view.said(id, entry.text);
      } else {
        if (this.shown.has(entry.seq)) return;
        this.shown.add(entry.seq);
        this.last = Math.max(this.last, entry.seq);
        if (entry.final === false) {
          this.view.replied(entry, true);
        } else {
          if (entry.answers) this.unanswered.delete(ownId(entry.answers));
          else this.unanswered.clear();
          this.view.replied(entry, false);
        }
      }
      this.tellWaiting();
    }

    async flush() {
      if (this.sending || !this.ready) return;
      this.sending = true;
      while (this.queue.length && !this.stopped) {
        const { id, text, choice } = this.queue[0];
        try {
          await post("messages", choice ? { id, choice } : { id, text });
          this.forget(id);
          this.succeed();
        } catch (error) {
          const status = error.status || 0;
          if (status >= 400 && status < 500 && ![401, 408, 429].includes(status)) {
            this.forget(id);
            this.unanswered.delete(id);
            this.view.refused(id);
            this.tellWaiting();
            continue;
          }
          if (status === 401) this.ready = false;
          this.view.marked(id, true);
          this.fail();
          break;
        }
      }
      this.sending = false;
    }

    enqueue(message) {
      this.queue.push(message);
      this.keep();
      this.said.add(message.id);
      this.unanswered.add(message.id);
      this.view.said(message.id, message.text);
      this.tellWaiting();
    }

    forget(id) {
      this.queue = this.queue.filter((message) => message.id !== id);
      this.keep();
      this.view.marked(id, false);
      this.tellWaiting();
    }

    /** What was not sent yet is not looked for: only what arrived is waited for. */
    tellWaiting() {
      this.view.waiting(this.unanswered.size > this.queue.length);
    }

    // Storage may be forbidden; then a reload loses what was not sent, and no more.
    keep() {
      try {
        if (this.queue.length) sessionStorage.setItem(QUEUE, JSON.stringify(this.queue));
        else sessionStorage.removeItem(QUEUE);
      } catch (error) {}
    }

    kept() {
      try {
        return JSON.parse(sessionStorage.getItem(QUEUE)) || [];
      } catch (error) {
        return [];
      }
    }

    succeed() {
      this.failures = 0;
      clearTimeout(this.grace);
      this.grace = null;
      this.view.reached(true);
    }

    worry() {
      if (this.grace || this.stopped) return;
      this.grace = setTimeout(() => this.view.reached(false), GRACE_MS);
    }

    /** Try again later: ever more slowly, and never in step with other browsers. */
    fail() {
      if (this.stopped) return;
      this.worry();
      const pause = Math.min(1000 * Math.pow(2, this.failures), LONGEST_PAUSE_MS);
      this.failures += 1;
      clearTimeout(this.retry);
      this.retry = setTimeout(this.resume, pause * (0.5 + Math.random() / 2));
    }

    resume() {
      clearTimeout(this.retry);
      const lost = !this.stream || this.stream.readyState === EventSource.CLOSED;
      if (!this.ready || lost) this.open();
      else this.flush();
    }
  }

  // --- nodes -----------------------------------------------------------------------

  /** Return an element; attributes that are functions are event listeners. */
  function node(tag, attributes, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([name, value]) => {
      if (typeof value === "function") made.addEventListener(name, value);
      else if (value !== false) made.setAttribute(name, value === true ? "" : value);
    });
    made.append(...children);
    return made;
  }

  function link(title, url) {
    const attributes = { href: url, target: "_blank", rel: "noopener" };
    return node("a", attributes, title, node("span", { class: "unseen" }, SAY.newTab));
  }

  const hasMouse = () => matchMedia("(pointer: fine)").matches;

  const phone = (number) => {
    const href = "tel:" + number.replace(/[^\d+]/g, "");
    return node("a", { href, class: "phone" }, number);
  };

  const MASKED = /\[[a-z ]+\]/g;
  const INLINE = /(\*\*.+?\*\*|https:\/\/[^\s<>"“”]*[^\s<>"“”.,;:!?)\]])/;

  /** Return the nodes of one line: **bold**, addresses, and *hotline* to be called. */
  function inline(text, hotline) {
    return text.split(INLINE).reduce((nodes, piece, place) => {
      if (place % 2) {
        const bold = piece.startsWith("**");
        return nodes.concat(bold ? node("strong", {}, piece.slice(2, -2)) : link(piece, piece));
      }
      piece.split(hotline || /$^/).forEach((words, gap) => {
        if (gap) nodes.push(phone(hotline));
        if (words) nodes.push(words);
      });
      return nodes;
    }, []);
  }

  /** Return the blocks of a text: headings, paragraphs, "• " and "1. " lists. */
  function blocks(text, hotline) {
    const made = [];
    let headings = 0;
    let open = null;
    const list = (tag) => {
      if (!open || open.localName !== tag) made.push((open = node(tag)));
      return open;
    };
    text.split("\n").forEach((raw) => {
      const line = raw.trim();
      const heading = /^\*\*([^*]+)\*\*:?$/.exec(line);
      const bullet = /^• (.+)/.exec(line);
      const numbered = /^(\d+)\. (.+)/.exec(line);
      if (!line) {
        open = null;
      } else if (heading) {
        const kind = heading[1].endsWith(":") ? { class: "case" } : {};
        made.push(node(headings ? "h4" : "h3", kind, heading[1]));
        headings += 1;
        open = null;
      } else if (bullet) {
        list("ul").append(node("li", {}, ...inline(bullet[1], hotline)));
      } else if (numbered) {
        const item = node("li", { value: numbered[1] }, ...inline(numbered[2], hotline));
        list("ol").append(item);
      } else {
        const paragraph = list("p");
        if (paragraph.hasChildNodes()) paragraph.append(node("br"));
        paragraph.append(...inline(line, hotline));
      }
    });
    return made;
  }

  function card({ title, rows }) {
    const list = node("dl");
    rows.forEach(([label, value]) => {
      list.append(node("div", {}, node("dt", {}, label), node("dd", {}, value)));
    });
    const name = SAY.source + ": " + title;
    return node("div", { class: "card", role: "group", "aria-label": name }, list);
  }

  // --- the element -----------------------------------------------------------------

  class AssistantElement extends HTMLElement {
    connectedCallback() {
      if (!this.shadowRoot) this.build();
      if (this.hasAttribute("page")) this.begin();
    }

    disconnectedCallback() {
      if (this.conversation) this.conversation.stop();
      this.conversation = null;
    }

    begin() {
      if (this.conversation) return;
      this.items.textContent = "";
      this.bubbles = new Map();
      this.pressed = -1000;
      this.conversation = new Conversation(this);
      this.conversation.start();
    }

    build() {
      this.hotline = this.getAttribute("hotline") || "";
      const page = this.hasAttribute("page");
      this.setAttribute("lang", "vi");
      this.items = node("ol");
      const log = {
        class: "log",
        role: "log",
        "aria-live": "polite",
        "aria-relevant": "additions",
        "aria-labelledby": "log-name",
        tabindex: "-1",
      };
      this.log = node("div", log, this.items);
      this.typing = node("p", { class: "typing", role: "status" });
      this.alarm = node("div", { class: "alarm", role: "alert" });
      this.welcome = this.buildWelcome();
      const scroller = node(
        "div",
        { class: "scroller" },
        this.buildNotice(),
        this.welcome,
        node("h2", { class: "unseen", id: "log-name" }, SAY.log),
        this.log,
        this.typing
      );
      const parts = [scroller, node("div", { class: "foot" }, this.alarm, this.buildForm())];
      const whole = page
        ? node("div", { class: "page", hidden: true }, ...parts)
        : node("div", { class: "corner", hidden: true }, ...this.buildPanel(parts));
      // Nothing shows before it has its styles; if they never come, it works without.
      const show = () => (whole.hidden = false);
      const styles = { rel: "stylesheet", href: STYLES, load: show, error: show };
      this.attachShadow({ mode: "open" }).append(node("link", styles), whole);
    }

    buildNotice() {
      const human = this.hotline ? [" " + SAY.human + " ", phone(this.hotline), "."] : [];
      const first = node("strong", {}, SAY.automatic);
      return node("p", { class: "notice" }, first, " " + SAY.privacy, ...human);
    }

    buildWelcome() {
      const examples = SAY.examples.map((text) =>
        node("li", {}, node("button", { type: "button", click: (event) => this.press(event, text) }, text))
      );
      return node(
        "div",
        { class: "welcome", hidden: true },
        node("h2", {}, SAY.ask),
        node("p", {}, SAY.askHint),
        node("ul", {}, ...examples)
      );
    }

    buildForm() {
      this.input = node("textarea", {
        id: "question",
        rows: "2",
        maxlength: MOST_LETTERS,
        placeholder: SAY.placeholder,
        enterkeyhint: "send",
        autocomplete: "off",
        keydown: (event) => {
          // While Telex or VNI composes a letter, Enter belongs to it; Safari says so
          // by keyCode only.
          if (event.key !== "Enter" || event.shiftKey) return;
          if (event.isComposing || event.keyCode === 229) return;
          event.preventDefault();
          this.submit();
        },
      });
      return node(
        "form",
        {
          submit: (event) => {
            event.preventDefault();
            this.submit();
          },
        },
        node("label", { for: "question" }, SAY.label),
        node("div", { class: "row" }, this.input, node("button", { class: "send" }, SAY.send))
      );
    }

    buildPanel(parts) {
      this.launcher = node(
        "button",
        {
          type: "button",
          class: "launcher",
          "aria-expanded": "false",
          "aria-controls": "panel",
          "aria-haspopup": "dialog",
          click: () => this.toggle(this.panel.hidden),
        },
        SAY.open
      );
      const close = () => this.toggle(false);
      this.panel = node(
        "section",
        {
          id: "panel",
          class: "panel",
          role: "dialog",
          "aria-labelledby": "title",
          tabindex: "-1",
          hidden: true,
          keydown: (event) => {
            if (event.key === "Escape" && !event.isComposing) close();
            if (event.key === "Tab") this.stayInside(event);
          },
        },
        node(
          "header",
          {},
          node("h2", { id: "title" }, SAY.title),
          node("button", { type: "button", class: "close", click: close }, SAY.close)
        ),
        ...parts
      );
      return [this.launcher, this.panel];
    }

    toggle(open) {
      this.panel.hidden = !open;
      this.launcher.setAttribute("aria-expanded", String(open));
      if (!open) {
        this.launcher.focus();
        return;
      }
      // Before it is opened nothing is asked of the server and no cookie is set.
      this.begin();
      // On a phone the keyboard would at once cover half of what there is to read.
      (hasMouse() ? this.input : this.panel).focus();
    }

    /** On a phone the panel hides the page, so Tab must not wander off behind it. */
    stayInside(event) {
      if (!matchMedia("(max-width: 30rem)").matches) return;
      const stops = this.panel.querySelectorAll("a, button, textarea");
      const seen = Array.from(stops).filter((one) => one.offsetParent);
      const [first, last] = [seen[0], seen[seen.length - 1]];
      const active = this.shadowRoot.activeElement;
      const leaves = event.shiftKey ? [first, this.panel] : [last];
      if (!leaves.includes(active)) return;
      event.preventDefault();
      (event.shiftKey ? last : first).focus();
    }

    submit() {
      const text = this.input.value.trim();
      if (!text || !this.conversation) return;
      this.input.value = "";
      // Without the keyboard on the screen there is room for the answer.
      if (!hasMouse()) this.input.blur();
      this.say(text);
    }

    /** Ask what a button says. A trembling finger presses twice; within a second that
     * is the same press, even when another button has moved under the finger. */
    press(event, text, choice) {
      if (event.timeStamp - this.pressed < 1000) return;
      this.pressed = event.timeStamp;
      this.say(text, choice);
    }

    say(text, choice) {
      const hadFocus = this.welcome.contains(this.shadowRoot.activeElement);
      this.conversation.send(text, choice);
      if (hadFocus) this.log.focus({ preventScroll: true });
      this.typing.scrollIntoView({ block: "end" });
    }

    // What the conversation tells the screen.

    history(take) {
      // A screen reader need not read old messages aloud on every reload.
      this.log.setAttribute("aria-live", "off");
      this.old = true;
      take();
      this.old = false;
      this.welcome.hidden = this.items.hasChildNodes();
      setTimeout(() => this.log.setAttribute("aria-live", "polite"), 500);
      const last = this.items.lastElementChild;
      if (last) this.show(last);
    }

    said(id, text) {
      const item = node(
        "li",
        { class: "citizen" },
        node("span", { class: "unseen" }, SAY.citizen + ": "),
        node("p", { class: "words" }, text.replace(MASKED, (word) => SAY.masked[word] || word))
      );
      this.bubbles.set(id, item);
      this.items.append(item);
      this.welcome.hidden = true;
    }

    marked(id, notSent) {
      const item = this.bubbles.get(id);
      const note = item && item.querySelector(".note");
      if (item && notSent && !note) item.append(node("p", { class: "note" }, SAY.notSent));
      if (note && !notSent) note.remove();
    }

    refused(id) {
      const item = this.bubbles.get(id);
      if (item) item.append(node("p", { class: "note" }, SAY.refused));
    }

    replied({ seq, parts }, isNotice) {
      let presses = 0;
      const item = node("li", { class: isNotice ? "assistant wait" : "assistant" });
      item.append(node("p", { class: "who" }, SAY.assistant));
      parts.forEach((part) => {
        if (part.kind === "text") item.append(...blocks(part.md, this.hotline));
        if (part.kind === "card") item.append(card(part));
        if (part.kind === "link" && /^https?:\/\//.test(part.url)) {
          item.append(node("p", { class: "link" }, link(part.title, part.url)));
        }
        if (part.kind === "choices") {
          const from = presses;
          presses += part.items.length;
          item.append(this.choices(seq, part.items, from));
        }
      });
      if (item.children.length === 1) {
        item.append(...blocks(`${SAY.noReply} ${SAY.urgent} ${this.hotline}.`, this.hotline));
      }
      this.items.append(item);
      this.welcome.hidden = true;
      if (!this.old) this.show(item);
    }

    /** Return buttons; the server counts them over the whole reply, from 0. */
    choices(seq, items, from) {
      const buttons = items.map(({ title }, place) => {
        const number = from + place;
        const click = (event) => this.press(event, title, [seq, number]);
        const mark = node("span", { class: "number" }, number + 1 + ".");
        return node("li", {}, node("button", { type: "button", click }, mark, " ", node("span", {}, title)));
      });
      const short = items.every(({ title }) => title.length <= 22);
      const list = { class: short ? "choices short" : "choices", "aria-label": SAY.choices };
      return node("ul", list, ...buttons);
    }

    waiting(yes) {
      const words = yes ? SAY.typing : "";
      if (this.typing.textContent !== words) this.typing.textContent = words;
    }

    reached(yes) {
      if (yes) {
        this.alarm.textContent = "";
        return;
      }
      this.welcome.hidden = this.items.hasChildNodes();
      if (!this.alarm.hasChildNodes()) {
        const call = this.hotline ? [` ${SAY.urgent} `, phone(this.hotline), "."] : [];
        this.alarm.append(node("p", {}, SAY.offline, ...call));
      }
    }

    /** Bring the start of *item* into view; its end may be far below. */
    show(item) {
      item.scrollIntoView({ block: "start" });
    }
  }

  customElements.define("tro-ly-tthc", AssistantElement);
})();
