// What is said about the document, beside it: a room of the chat service with the id of the model.
import type { ConvergenceDomain, RealTimeModel } from '@convergence-wasm/client';
import { Room, showSaid } from '../chat/rooms';
import { setUpPanel } from '../shared/beside';
import { colourOf } from '../shared/colours';
import { atTurnEnd } from '../shared/turn';

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;

/** Has the button "Chat" show the room, and say how much was said meanwhile. */
export function setUpTalk(domain: ConvergenceDomain, model: RealTimeModel): void {
  const [button, panel, words, problem] = [element('talk'), element('room'), element<HTMLInputElement>('words'), element('unsaid')];
  const own = domain.session().user()!.username;
  const colour = ({ username }: { username: string }) => {
    const there = model.collaborators().find(({ user }) => user.username === username);
    return there ? colourOf(there.sessionId) : '';
  };
  const draw = atTurnEnd(() => {
    if (!panel.hidden) showSaid(element('said'), room, own, colour);
    const unread = panel.hidden ? room.unread(own) : 0;
    button.textContent = unread > 0 ? `Chat (${unread})` : 'Chat';
  });
  const room = new Room(domain, `about-${model.modelId()}`, 'About the document', draw);
  setUpPanel(button, panel, 'aria-expanded', () => {
    draw();
    words.focus();
  });
  element('hush').addEventListener('click', () => {
    button.click();
    button.focus();
  });
  element('say').addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = words.value.trim();
    if (!text) return;
    words.value = problem.textContent = '';
    try {
      await room.say(text);
    } catch (error) {
      words.value ||= text; // to be sent once it can be
      problem.textContent = `Not sent: ${(error as Error).message}`;
    }
  });
}
