export default function Home() {
  return (
    <main>
      <h1>Atom</h1>
      <p>Agents, canvases and skills.</p>
    </main>
  );
}
