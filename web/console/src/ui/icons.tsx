// Pictures that stand beside words: decoration, which is not read out.
const shapes = {
  overview: 'M4 19h16M7 15v-4M12 15V6M17 15V9',
  domains: 'M4 7l8-4 8 4-8 4zM4 12l8 4 8-4M4 17l8 4 8-4',
  models: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  collections: 'M3 7h6l2 2h10v10H3z',
  users: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6M18 14.5a6.5 6.5 0 0 1 3.5 5.5',
  groups: 'M12 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM5 21a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM19 21a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 8v4M12 12l-5 4M12 12l5 4',
  keys: 'M8 16a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12.5 11.5H21M18 11.5v4M15 11.5v2.5',
  administrators: 'M12 3l8 3v6c0 4.5-3.4 7.8-8 9-4.6-1.2-8-4.5-8-9V6zM9 12l2 2 4-4',
  chats: 'M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12h5',
  activities: 'M3 12h4l3-7 4 14 3-7h4',
  sessions: 'M5 4h14v11H5zM2 19h20M10 19l.5-1.5h3L14 19',
  signins: 'M10 4h9v16h-9M3 12h11M10.5 8.5L14 12l-3.5 3.5',
  log: 'M5 4h14v17H5zM9 2.5v3M15 2.5v3M9 10h6M9 14h6M9 18h3',
  settings: 'M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4M4 12h12M20 12h0M18 10v4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3L19 19M19 5l-1.7 1.7M6.7 17.3L5 19',
  moon: 'M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5z',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20',
  out: 'M14 4H5v16h9M10 12h11M17.5 8.5L21 12l-3.5 3.5',
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}

/** The sign of the project. */
export function Sign({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="#1f6f66" />
      <path d="M7 9.5 16 16 7 22.5" fill="none" stroke="#9fe0d2" stroke-width="2.8" stroke-linecap="round" stroke-linejoin="round" />
      <path d="M25 9.5 16 16l9 6.5" fill="none" stroke="#f4c58a" stroke-width="2.8" stroke-linecap="round" stroke-linejoin="round" />
      <circle cx="16" cy="16" r="2.6" fill="#fff" />
    </svg>
  );
}
