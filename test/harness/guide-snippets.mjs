// The code in the guides of the older client, as it is printed there. Where the
// copy that we have lost a piece of a line, it is put back as the text beside it
// says. Addresses and names of users are the guides' own.

/** Getting started. What goes in place of the comment is in the snippets that follow. */
export const CONNECT = `var domainUrl = "<username>/<domainId>";
Convergence.connect(domainUrl, "Bruce Wayne", "1AmBatman!").then((domain) => {
  // Connection success! See below for the API methods available on this domain
}).catch((err) => {
});
`;
export const SUCCESS = '  // Connection success! See below for the API methods available on this domain\n';
export const SERVICES = ` const identityService = domain.identity();
 const presenceService = domain.presence();
 const modelService = domain.models();
 const activtiyService = domain.activities();
 const chatService = domain.chat();
`;
export const CLEAN_UP = `// Logout and disconnect
domain.dispose();
`;

/** Offline, the same in both of its versions. */
export const OFFLINE_DOMAIN = `const URL = "https://myhost/namespace/domain";

const options = {
  offline: {
    storage: new IdbStorageAdapter()
  }
};

const domain = new ConvergenceDomain(URL, options);
`;
export const INITIALIZE_OFFLINE = `domain.initializeOffline("username");
`;

/** Presence. */
export const USER_PRESENCE = `class UserPresence {
  username: string;
  isAvailable: boolean;
  state: Map<string, any>;
}
`;
export const SET_STATE = `var service = domain.presence();
service.setState("status", "away");
`;
export const CLEAR_STATE = `var service = domain.presence();
service.clear("status");
`;
export const OWN_STREAM = `var service = domain.presence();
service.asObservable().subscribe((presence) => {
  console.log('New state:', presence.state());
});
`;
export const ONE_USER = `var service = domain.presence();
service.presence("username1").then((presence) => {
  console.log(presence); // UserPresence object
});
`;
export const SEVERAL_USERS = `var service = domain.presence();
service.presence(["username1", "username2"]).then((presences) => {
  presences.forEach((presence) => {
    console.log(presence);
  });
});
`;
export const STREAM_OPERATORS = `import { distinctUntilKeyChanged } from 'rxjs/operators';

`;
export const STREAM = `var service = domain.presence();
// Get notified when the user's availability changes
service.subscribe("username1").then((presenceSubscription) => {
  if(!presenceSubscription.available) {
    presenceSubscription.asObservable()
      .pipe(distinctUntilKeyChanged('available'))
      .subscribe((presence) => {
        console.log('username1 here now?', presence.available);
      });
  }
});
`;
export const SEVERAL_STREAMS = `var service = domain.presence();

// Get notified when anything about a presence changes
service.subscribe(['username1', 'username2']).then((subscriptions) => {
  const streams = subscriptions.map((sub) => {return sub.asObservable()});
  merge(...streams)
    .subscribe((presence) => {
      console.log('Is', presence.username, 'available?', presence.available);
    });
});
`;
