// As ours.mjs, with the turn ended after each edit: one operation and one
// message for each, as the other libraries have it. Latencies reach to the end
// of the turn, the encoding and the socket.
import { make } from './ours.mjs';

export default make('ours-turn', true);
