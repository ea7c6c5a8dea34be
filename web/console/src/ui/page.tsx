// What every page is made of.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icons';
import { count } from './show';

interface PageProps { title: string; about?: ComponentChildren; actions?: ComponentChildren; children?: ComponentChildren; back?: { href: string; text: string } }

let first = true;

/** A page with its heading, which is read out when one comes to it. */
export function Page({ title, about, actions, children, back }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => { document.title = `${title} · Convergence console`; }, [title]);
  useEffect(() => { // once: that somebody renames what is shown is no other page
    if (!first) heading.current?.focus({ preventScroll: true });
    first = false;
    scrollTo(0, 0);
  }, []);
  return (
    <>
      <header class="head">
        <div>
          {back && <p class="back"><a href={back.href}>‹ {back.text}</a></p>}
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {about && <p class="about">{about}</p>}
        </div>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}

/** What is said where there is nothing yet: what to do next. */
export function Empty({ icon, title, children, action }: { icon: IconName; title: string; children?: ComponentChildren; action?: ComponentChildren }) {
  return (
    <div class="empty">
      <span class="badge"><Icon name={icon} size={26} /></span>
      <h2>{title}</h2>
      <div class="prose">{children}</div>
      {action && <div class="buttons">{action}</div>}
    </div>
  );
}

export function Failed({ text, retry }: { text: string; retry: () => void }) {
  return (
    <div class="failed" role="alert">
      <p>{text}</p>
      <button type="button" onClick={retry}>Try again</button>
    </div>
  );
}

export function Loading() {
  return <p class="loading" role="status">Loading…</p>;
}

export function Panel({ title, children, actions, flush }: { title?: ComponentChildren; children: ComponentChildren; actions?: ComponentChildren; flush?: boolean }) {
  return (
    <section class={flush ? 'panel flush' : 'panel'}>
      {(title || actions) && <header>{title && <h2>{title}</h2>}{actions}</header>}
      {children}
    </section>
  );
}

/** Names with values. */
export function Facts({ items }: { items: [string, ComponentChildren][] }) {
  return <dl class="facts">{items.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

/** Numbers that lead to what they count: what one is called, what others are called, how many, where they are. */
export function Tiles({ items }: { items: [one: string, many: string, value: number, href: string][] }) {
  return (
    <ul class="tiles">
      {items.map(([one, many, value, href]) => <li key={one}><a href={href}><b>{count(value)}</b> <span>{value === 1 ? one : many}</span></a></li>)}
    </ul>
  );
}
