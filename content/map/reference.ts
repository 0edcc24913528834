import type { MapPage } from './page.ts'

/** Tables to look things up in. */
export const REFERENCE: readonly MapPage[] = [
  {
    path: 'reference', type: 'reference',
    titles: { en: 'Reference', ru: 'Справочник', zh: '参考' },
    purpose: 'One page of links to everything below.',
    next: 'reference/commands',
  },
  {
    path: 'reference/commands', type: 'reference',
    titles: { en: 'Docker commands in the sandbox', ru: 'Команды Docker в песочнице', zh: '沙箱中的 Docker 命令' },
    purpose: 'All commands, their flags, and which flags are not simulated.',
    claims: 'S3.4 S3.13-14 S4.28', runs: 'images-group no-parent-unknown', next: 'reference/machine',
  },
  {
    path: 'reference/machine', type: 'reference',
    titles: { en: 'The simulated machine', ru: 'Виртуальная машина песочницы', zh: '模拟的机器' },
    purpose: 'Shell, programs, two hosts, clock, plug and other faults.',
    claims: 'S3.41 S4.55-56', runs: 'kernel-module kill-load faults-tour', next: 'reference/store-layout',
  },
  {
    path: 'reference/store-layout', type: 'reference',
    titles: { en: 'Files of the image store', ru: 'Файлы хранилища образов', zh: '镜像存储的文件' },
    purpose: 'Every file under `/var/lib/docker` that belongs to images: content, writer, synced or not.',
    claims: 'S4.7 S4.57', runs: 'store-tour', needs: 'understand/where-images-live', next: 'reference/locks-and-steps',
  },
  {
    path: 'reference/locks-and-steps', type: 'reference',
    titles: { en: 'Locks and steps of every command', ru: 'Блокировки и шаги каждой команды', zh: '每条命令的锁与步骤' },
    purpose: 'The scheduling points behind the explorer.',
    runs: 'load-rmi tag-rmi', needs: 'understand/two-commands', next: 'reference/cut-points',
  },
  {
    path: 'reference/cut-points', type: 'reference',
    titles: { en: 'Cut points of every command', ru: 'Точки отключения в каждой команде', zh: '每条命令的掉电点' },
    purpose: 'What survives a power loss after each step, in both disk models.',
    claims: 'S012.18 S012.20', runs: 'power-load-during power-rmi power-posix', needs: 'understand/page-cache', next: 'reference/errors',
  },
  {
    path: 'reference/errors', type: 'reference',
    titles: { en: 'Error dictionary', ru: 'Словарь ошибок', zh: '错误词典' },
    purpose: 'Each message of the image commands: who says it, why, what to do.',
    claims: 'S4.30 S4.38 S3.9 S3.11', runs: 'rmi-in-use inspect-format damage-lower-empty', next: 'reference/checks',
  },
  {
    path: 'reference/checks', type: 'reference',
    titles: { en: 'Checks', ru: 'Проверки', zh: '检查项' },
    purpose: 'The invariants behind the green and red marks.',
    runs: 'load-rmi power-load', next: 'reference/products',
  },
  {
    path: 'reference/products', type: 'reference',
    titles: { en: 'Products and versions', ru: 'Продукты и версии', zh: '产品与版本' },
    purpose: 'What each profile stands for, what differs, how sure we are.',
    claims: 'S012.35 S012.46 S012.57', runs: 'no-parent-unknown hold-on-window save-rmi', needs: 'understand/three-products', next: 'reference/fidelity',
  },
  {
    path: 'reference/fidelity', type: 'reference',
    titles: { en: 'Measured fidelity', ru: 'Измеренная точность', zh: '实测吻合度' },
    purpose: 'Which recordings the engine is compared with and what still differs.',
    runs: 'images-list load-rmi power-load', needs: 'reference/products', next: 'reference/glossary',
  },
  {
    path: 'reference/glossary', type: 'reference',
    titles: { en: 'Glossary', ru: 'Словарь терминов', zh: '术语表' },
    purpose: 'One entry for each term, in three languages.',
    claims: 'S1.42 S2.44 S4.17', next: 'reference/scenario-format',
  },
  {
    path: 'reference/scenario-format', type: 'reference',
    titles: { en: 'Scenario format', ru: 'Формат сценария', zh: '场景格式' },
    purpose: 'Write a scenario: start, actors, faults, expectations, replays.',
    runs: 'load-rmi', next: 'reference/write-a-lab',
  },
  {
    path: 'reference/write-a-lab', type: 'reference',
    titles: { en: 'Write a lab', ru: 'Как написать лабораторную работу', zh: '编写实验' },
    purpose: 'Make a lab whose tests prove that it can be solved, and not by accident.',
    needs: 'reference/scenario-format labs', next: 'reference/capsules',
  },
  {
    path: 'reference/capsules', type: 'reference',
    titles: { en: 'Capsules and bug reports', ru: 'Капсулы и сообщения об ошибках', zh: '重放包与缺陷报告' },
    purpose: 'Hand on a schedule as a link, an issue, a script or a test.',
    runs: 'load-rmi', needs: 'reference/scenario-format', next: 'reference/sources',
  },
  {
    path: 'reference/sources', type: 'reference',
    titles: { en: 'The five source documents', ru: 'Пять исходных документов', zh: '五份原始文档' },
    purpose: 'What they are, how they are built, where each of their sentences went.',
    claims: 'S012.1-4 S3.19 S4.1 S4.5', next: 'reference/corrections',
  },
  {
    path: 'reference/corrections', type: 'reference',
    titles: { en: 'What we corrected', ru: 'Что мы исправили', zh: '我们更正了什么' },
    purpose: 'Every sentence of the sources that is wrong, outdated, or lost in translation, with proof.',
    claims: 'S012.3 S012.14 S012.31 S012.33-34 S012.37-39 S012.42 S012.44 S012.50 S012.59-61 S012.63 S1.16 S1.23 S1.25 S1.36 S1.40-41 S1.45-49 S3.9 S3.11 S3.12 S3.16-18 S3.48 S4.3 S4.8 S4.28 S4.31', runs: 'rmi-dash rmi-force-stopped rmi-error-halfway images-group', needs: 'reference/sources', next: 'reference/report-a-mistake',
  },
  {
    path: 'reference/report-a-mistake', type: 'reference',
    titles: { en: 'Report a mistake', ru: 'Сообщить об ошибке', zh: '报告错误' },
    purpose: 'Five kinds of mistakes, what to write, and how to attach a replay.',
    claims: 'S2.64-70', next: 'reference/accessibility',
  },
  {
    path: 'reference/accessibility', type: 'reference',
    titles: { en: 'Keyboard, screen reader, print', ru: 'Клавиатура, экранный диктор, печать', zh: '键盘、读屏与打印' },
    purpose: 'How to use everything without a mouse, without sight, on paper.',
    next: 'reference/limits',
  },
  {
    path: 'reference/limits', type: 'reference',
    titles: { en: 'Limits', ru: 'Ограничения', zh: '限制' },
    purpose: 'What is not simulated, and the named limits of the sandbox.',
    claims: 'S3.41 S4.21', next: 'tools/playground',
  },
]
