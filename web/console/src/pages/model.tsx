// (to come)
import { Page } from '../ui/page';
export function ModelPage({ id }: { domain: string; id: string }) { return <Page title={id} />; }
